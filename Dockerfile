# syntax=docker/dockerfile:1
# weir in a container: docker build -t weir:0.1.0 .
# config/image/assemble.sh lays out the file system for this file and for ./mvnw package -Pimage, which needs no container engine.

FROM eclipse-temurin:25-jdk AS build
WORKDIR /source
COPY .mvn .mvn
COPY mvnw pom.xml ./
COPY src/main src/main
RUN --mount=type=cache,target=/root/.m2 ./mvnw -B -q package -Dmaven.test.skip=true
COPY src/image src/image
COPY config/image config/image
RUN config/image/assemble.sh target/weir-*-exec.jar /image

# Only a C library, a runtime with the required modules, and weir: no shell, no package manager.
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
# Layers that change least come first. COPY keeps the times of the files, which the AOT cache checks.
COPY --from=build /image/runtime/ /
COPY --from=build /image/dependencies/ /
COPY --from=build /image/application/ /
COPY --from=build /image/cache/ /
ENV JDK_JAVA_OPTIONS=@/weir/jvm.options
WORKDIR /weir
USER 65532:65532
EXPOSE 3000 8080
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s --start-interval=1s --retries=3 \
    CMD ["/opt/java/bin/java", "-XX:TieredStopAtLevel=1", "-Xmx16m", "-cp", "/weir", "HealthCheck"]
ENTRYPOINT ["/opt/java/bin/java", "-XX:AOTCache=/weir/weir.aot", "-jar", "/weir/weir.jar"]
