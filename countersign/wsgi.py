"""The WSGI application that the web server runs."""

import os

from django.core.wsgi import get_wsgi_application

from countersign.lasting import settle_in

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "countersign.settings")
application = get_wsgi_application()
settle_in()
