# The image for production: no compiler, no test tools, no PostgreSQL server, no root.

FROM python:3.13-slim AS packages
COPY requirements.txt .
RUN python -m venv /opt/venv \
 && /opt/venv/bin/python -m pip install --no-cache-dir --disable-pip-version-check \
    --require-hashes --only-binary :all: -r requirements.txt \
 && rm -rf /opt/venv/lib/python*/site-packages/pip /opt/venv/lib/python*/site-packages/pip-*.dist-info

FROM python:3.13-slim
# Pango and a font are for the PDF of the letter.
RUN apt-get update \
 && apt-get install -y --no-install-recommends \
    fonts-dejavu-core fonts-liberation2 libharfbuzz-subset0 libpango-1.0-0 libpangoft2-1.0-0 \
 && rm -rf /var/lib/apt/lists/* \
 && useradd --uid 10001 --no-create-home --home-dir /tmp --shell /usr/sbin/nologin housing
COPY --from=packages /opt/venv /opt/venv
ENV PATH=/opt/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    DJANGO_SETTINGS_MODULE=housing.settings \
    STATIC_ROOT=/srv/static \
    XDG_CACHE_HOME=/tmp
WORKDIR /srv/housing
COPY manage.py ./
COPY docker/gunicorn.py docker/healthy.py docker/
COPY static static
COPY templates templates
COPY housing housing
# Values for the build only; at work the system does not start without real ones.
RUN SECRET_KEY=build DATABASE_URL=postgres:///build python manage.py collectstatic --noinput --verbosity 0 \
 && python -m compileall -q housing
USER housing
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=5s --start-period=20s CMD ["python", "docker/healthy.py"]
CMD ["gunicorn", "--no-control-socket", "--config", "docker/gunicorn.py", "housing.wsgi"]
