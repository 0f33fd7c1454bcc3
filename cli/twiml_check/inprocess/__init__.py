"""A web application served in this process: no port, no server to start.

`loading` finds the app and tells WSGI from ASGI, `server` gives the fetcher a socket whose other
end is the app, and `asgi` runs one that wants an event loop. On the command line `guard` makes this
process a child of the one that was called. All that holds for a server (time, size, cookies,
credentials, what is no HTTP) so holds for the app too.
"""
