# weir in a container: docker build -t weir:0.1.0 .
# config/image/assemble.sh lays out the file system for this file and for ./mvnw package -Pimage, which needs no container engine.
# Nothing here needs more than a Dockerfile of 2017: every builder takes it, and no frontend is downloaded. With BuildKit,
# RUN --mount=type=cache,target=/root/.m2 keeps Maven's downloads between builds.

# Another registry's copy of the JDK: docker build --build-arg JDK_IMAGE=registry.example.org/eclipse-temurin:25-jdk .
ARG JDK_IMAGE=eclipse-temurin:25-jdk
FROM ${JDK_IMAGE} AS build
WORKDIR /source
COPY .mvn .mvn
COPY mvnw pom.xml ./
COPY src/main src/main
# Without the compiler's checks, which ./mvnw verify makes; with the bill of materials, which the image serves.
RUN ./mvnw -B -q package -Pquick -Dcyclonedx.skip=false -Dmaven.test.skip=true
COPY src/image src/image
COPY config/image config/image
RUN config/image/assemble.sh target/weir-*-exec.jar /image

# Only a C library, a runtime with the required modules, env for the health check, and weir: no shell, no package manager.
FROM scratch
ARG VERSION=0.1.0-SNAPSHOT
ARG REVISION=""
ARG CREATED=""
LABEL org.opencontainers.image.title="Weir" \
      org.opencontainers.image.description="An observable TCP service on Spring Boot: one connection is one blocking stream on a virtual thread." \
      org.opencontainers.image.licenses="Apache-2.0" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}" \
      org.opencontainers.image.created="${CREATED}"
# Layers that change least come first. COPY keeps the times of the files, which the AOT caches check.
COPY --from=build /image/runtime/ /
COPY --from=build /image/dependencies/ /
COPY --from=build /image/application/ /
COPY --from=build /image/cache/ /
# The service writes there where its readiness probe is, whatever its settings say; the health check reads it.
ENV JDK_JAVA_OPTIONS=@/weir/jvm.options READINESS_URL_FILE=/tmp/weir-readiness
WORKDIR /weir
USER 65532:65532
EXPOSE 3000 8080
STOPSIGNAL SIGTERM
# Without the service's environment: JDK_JAVA_OPTIONS and JAVA_TOOL_OPTIONS are for one JVM, which has the agents and ports.
HEALTHCHECK --interval=10s --timeout=10s --start-period=60s --retries=3 \
    CMD ["/usr/bin/env", "-i", "/opt/java/bin/java", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-XX:-UsePerfData", "-Xmx16m", "-XX:AOTCache=/weir/health.aot", "-cp", "/weir/health.jar", "HealthCheck", "/tmp/weir-readiness"]
ENTRYPOINT ["/opt/java/bin/java", "-XX:AOTCache=/weir/weir.aot", "-jar", "/weir/weir.jar"]
