"""A web application in this process, without a port and without a server.

`loading` finds the app and its kind, WSGI or ASGI. `server` gives the fetcher a socket with the app
at its other end. `asgi` runs an app that needs an event loop. On the command line, `guard` runs the
app in a child process. The rules for a server (time, size, cookies, credentials, valid HTTP) also
apply to the app.
"""
