# Pincite on a CPU. Build: docker build -t pincite . Run: see compose.yaml.
FROM python:3.11-slim AS build
WORKDIR /build
COPY pyproject.toml constraints.txt README.md LICENSE ./
COPY ingest ./ingest
COPY index ./index
COPY src ./src
COPY ui ./ui
RUN python -m venv /opt/pincite \
    && /opt/pincite/bin/pip install --no-cache-dir --index-url https://download.pytorch.org/whl/cpu \
        "$(grep '^torch==' constraints.txt)" \
    && /opt/pincite/bin/pip install --no-cache-dir -c constraints.txt .
# The first question exports the encoder; do it here, because the root file system is read-only.
RUN XDG_CACHE_HOME=/opt/cache /opt/pincite/bin/pincite add --library /tmp/library README.md \
    && XDG_CACHE_HOME=/opt/cache /opt/pincite/bin/pincite ask --library /tmp/library "What is a pincite?"

FROM python:3.11-slim
RUN useradd --system --uid 10001 --home-dir /library pincite \
    && install -d -o pincite -g pincite /library
COPY --from=build /opt/pincite /opt/pincite
COPY --from=build /opt/cache /opt/cache
ENV PATH=/opt/pincite/bin:$PATH \
    XDG_CACHE_HOME=/opt/cache \
    PINCITE_LIBRARY=/library \
    PYTHONDONTWRITEBYTECODE=1
USER pincite
WORKDIR /tmp
VOLUME /library
EXPOSE 7860
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s \
    CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:7860/api/v1/health', timeout=4)"]
# PINCITE_PASSWORD or PINCITE_API_KEY must be set, since the server listens on all interfaces.
CMD ["pincite", "serve", "--host", "0.0.0.0", "--port", "7860"]
