"""What programs print when they fail, in the form of each program, and their own error line."""

PHP_FATAL = """
Fatal error: Uncaught Exception: no town in /srv/app/sms.php:7
Stack trace:
#0 {main}
  thrown in /srv/app/sms.php on line 7
"""
PHP_FATAL_HTML = """<br />
<b>Fatal error</b>:  Uncaught Exception: no town in /srv/app/sms.php:7
Stack trace:
#0 {main}
  thrown in <b>/srv/app/sms.php</b> on line <b>7</b><br />
"""
PHP_WARNING_HTML = """<br />
<b>Warning</b>:  Undefined variable $town in <b>/srv/app/sms.php</b> on line <b>3</b><br />
"""
XDEBUG = """<br />
<font size='1'><table class='xdebug-error xe-notice' dir='ltr' border='1' cellspacing='0'>
<tr><th align='left' colspan="5"><span style='color: #fce94f;'>( ! )</span> Notice: Undefined \
index: town in /srv/app/sms.php on line <i>3</i></th></tr>
</table></font>
"""
PYTHON = """Traceback (most recent call last):
  File "<string>", line 4, in <module>
  File "/srv/app.py", line 2, in reply
KeyError: 'town'

During handling of the above exception, another exception occurred:

Traceback (most recent call last):
  File "/srv/app.py", line 6, in <module>
ValueError: no town
"""
NODE = """/srv/app.js:2
console.log(req.body.Digits)
                     ^

TypeError: Cannot read properties of undefined (reading 'Digits')
    at Object.<anonymous> (/srv/app.js:2:22)
    at Module._compile (node:internal/modules/cjs/loader:1521:14)
"""
EXPRESS = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>Error</title>
</head>
<body>
<pre>RangeError: no &quot;town&quot;<br> &nbsp; &nbsp;at /srv/app.js:5:22</pre>
</body>
</html>
"""
JAVA = """Exception in thread "main" java.lang.IllegalStateException: no town
\tat com.example.Sms.reply(Sms.java:12)
\tat com.example.Sms.main(Sms.java:3)
"""
TOMCAT = """<!doctype html><html lang="en">
<head><title>HTTP Status 500 &ndash; Internal Server Error</title>
<style type="text/css">body {font-family:Tahoma;}</style></head><body>
<h1>HTTP Status 500 &ndash; Internal Server Error</h1><p><b>Message</b> no town</p>
<p><b>Exception</b></p><pre>java.lang.IllegalStateException: no town
\tcom.example.Sms.doPost(Sms.java:12)
</pre></body></html>
"""
SPRING = """<html><body><h1>Whitelabel Error Page</h1><p>This application has no mapping</p>
<div>There was an unexpected error (type=Internal Server Error, status=500).</div></body></html>
"""
ASP_NET = """<!DOCTYPE html>
<html><head><title>no town</title></head><body bgcolor="white">
<span><H1>Server Error in '/' Application.<hr width=100% size=1 color=silver></H1></span>
<b> Description: </b>An unhandled exception occurred during the execution of the request.<br>
<b> Exception Details: </b>System.InvalidOperationException: no town<br><br></body></html>
"""
ASP_NET_CORE = """<!DOCTYPE html>
<html lang="en"><head><title>Internal Server Error</title></head><body>
<h1>An unhandled exception occurred while processing the request.</h1>
<div class="titleerror">KeyNotFoundException: The given key &#x27;town&#x27; was not present.</div>
"""
DOT_NET = """System.InvalidOperationException: no town
   at Program.<>c.<<Main>$>b__0_0(HttpContext c) in /src/Program.cs:line 5
   at Microsoft.AspNetCore.Routing.EndpointMiddleware.Invoke(HttpContext context)
"""
RUBY = """app.rb:1:in `fetch': key not found: "town" (KeyError)
\tfrom app.rb:1:in `reply'
"""
RUBY_34 = """/srv/app.rb:1:in 'Hash#fetch': key not found: "town" (KeyError)
\tfrom /srv/app.rb:2:in '<main>'
"""
RACK = """<!DOCTYPE HTML>
<html lang="en"><head><title>KeyError at &#x2F;sms</title>
<style type="text/css">body * { padding: 0 }</style></head><body>
<h1>KeyError at &#x2F;sms</h1>
<h2>key not found: &quot;town&quot;</h2>
<p>You're seeing this error because you use <code>Rack::ShowExceptions</code>.</p></body></html>
"""
SINATRA = """<!DOCTYPE html><html><head><title>KeyError at /sms</title></head><body>
<h1><strong>KeyError</strong> at <strong>/sms
  </strong></h1>
<h2>key not found: &quot;town&quot;</h2>
<p>because you have enabled the <code>show_exceptions</code> setting.</p>
"""
RAILS = """<!DOCTYPE html><html lang="en">
<head><title>Action Controller: Exception caught</title></head>
<body><header role="banner"><h1>
    NoMethodError
      in SmsController#reply
  </h1></header>
<main role="main" id="container"><h2>undefined method &#39;town&#39; for nil</h2></main>
"""
RAILS_ROUTE = """<header role="banner"><h1>Routing Error</h1></header>
<main role="main" id="container"><h2>No route matches [POST] &quot;/sms&quot;</h2></main>
"""
GO = """panic: assignment to entry in nil map

goroutine 1 [running]:
main.main()
\t/srv/main.go:2 +0x2e
"""
LAMBDA = """{"errorMessage": "no \\"town\\"", "errorType": "KeyError", "stackTrace": []}"""

DJANGO = """<!DOCTYPE html>
<html lang="en"><head><title>MultiValueDictKeyError
          at /sms</title></head><body>
<table><tr><th scope="row">Exception Type:</th><td>MultiValueDictKeyError</td></tr>
<tr><th scope="row">Exception Value:</th><td><pre>&#x27;town&#x27;</pre></td></tr></table>
<td>APPEND_SLASH</td><td class="code"><pre>True</pre></td>
"""
FLASK = """<!doctype html>
<html lang=en><head><title>KeyError: &#39;town&#39;
 // Werkzeug Debugger</title></head><body><h1>KeyError</h1>
"""

PRINTED = {
    DJANGO: ("Django", "MultiValueDictKeyError: 'town'"),
    FLASK: ("Flask", "KeyError: 'town'"),
    PHP_FATAL: ("PHP", "Fatal error: Uncaught Exception: no town in /srv/app/sms.php:7"),
    f"PHP {PHP_FATAL.lstrip()}": (
        *("PHP", "Fatal error: Uncaught Exception: no town in /srv/app/sms.php:7"),
    ),
    PHP_FATAL_HTML: ("PHP", "Fatal error:  Uncaught Exception: no town in /srv/app/sms.php:7"),
    "Parse error: syntax error, unexpected end of file in /srv/a.php on line 9": (
        *("PHP", "Parse error: syntax error, unexpected end of file in /srv/a.php on line 9"),
    ),
    PHP_WARNING_HTML: (
        *("PHP", "Warning:  Undefined variable $town in /srv/app/sms.php on line 3"),
    ),
    "<br />\n<b>Deprecated</b>:  Old in <b>/a.php</b> on line <b>1</b><br />": (
        *("PHP", "Deprecated:  Old in /a.php on line 1"),
    ),
    XDEBUG: (*("PHP", "Notice: Undefined index: town in /srv/app/sms.php on line 3"),),
    PYTHON: ("Python", "ValueError: no town"),
    NODE: ("Node.js", "TypeError: Cannot read properties of undefined (reading 'Digits')"),
    EXPRESS: ("Node.js", 'RangeError: no "town"'),
    JAVA: ("Java", "java.lang.IllegalStateException: no town"),
    TOMCAT: ("Java", "java.lang.IllegalStateException: no town"),
    SPRING: ("Spring", "There was an unexpected error (type=Internal Server Error, status=500)."),
    ASP_NET: ("ASP.NET", "System.InvalidOperationException: no town"),
    ASP_NET_CORE: (
        *("ASP.NET Core", "KeyNotFoundException: The given key 'town' was not present."),
    ),
    DOT_NET: ("ASP.NET Core", "System.InvalidOperationException: no town"),
    RUBY: ("Ruby", 'key not found: "town" (KeyError)'),
    RUBY_34: ("Ruby", 'key not found: "town" (KeyError)'),
    RACK: ("Rack", 'KeyError: key not found: "town"'),
    SINATRA: ("Sinatra", 'KeyError: key not found: "town"'),
    RAILS: ("Rails", "NoMethodError: undefined method 'town' for nil"),
    RAILS_ROUTE: ("Rails", 'No route matches [POST] "/sms"'),
    GO: ("Go", "panic: assignment to entry in nil map"),
    LAMBDA: ("AWS Lambda", 'KeyError: no \\"town\\"'),
}
"""By what is printed: who prints it, and the error line."""
NOT_PRINTED = (
    "",
    "Fatal error: the boiler is out, call +12025550143",
    "Warning: the road is closed",
    "Notice: we are open on line and on site",
    "<h1>404 Not Found</h1><p>There is no such page</p>",
    "<title>Error</title><pre>Cannot POST /sms</pre>",
    "Error: no such town\nat the corner of the street",
    "Exception\nWe are closed on Monday",
    "Traceback of your order: shipped",
    "A word in VoiceController of the town",
    "panic: sale ends today",
    "<style>Exception Details: none</style><p>Sign in</p>",
    '{"message": "Internal server error", "type": "Error"}',
)
"""Texts and pages that no program prints about its own failure."""
