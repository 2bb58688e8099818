#!/usr/bin/env bash
# Lays out an image's root file system in a directory, from the service's jar: a runtime with the required modules, the C library
# for it, the application separate from its dependencies, and AOT caches from a training run with the image's own options. The
# Dockerfile and the Maven profile "image" both pack the result.
#   config/image/assemble.sh JAR DIRECTORY
# Needs a JDK 25 in JAVA_HOME, glibc, GNU's coreutils and binutils (jlink calls objcopy), and no privileges: a container engine's
# build has none.
set -euo pipefail
umask 022

jar=$(realpath "$1")
here=$(dirname "$(realpath "${BASH_SOURCE[0]}")")
programs=$here/../../src/image/java
rm -rf "$2"
mkdir -p "$2"
root=$(realpath "$2")
# Four parts become four layers, those that change least first.
runtime=$root/runtime dependencies=$root/dependencies application=$root/application cache=$root/cache
java_home=${JAVA_HOME:?must be a JDK 25}

mkdir -p "$runtime"/{etc,tmp,lib64,opt,usr/bin} "$dependencies/weir" "$application/weir/config" "$cache/weir"
chmod 1777 "$runtime/tmp"
echo 'weir:x:65532:65532:weir:/weir:/nonexistent' >"$runtime/etc/passwd"
echo 'weir:x:65532:' >"$runtime/etc/group"

# The application and its dependencies.
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
"$java_home/bin/java" -Djarmode=tools -jar "$jar" extract --layers --destination "$work"
mv "$work/dependencies/lib" "$dependencies/weir/lib"
if [ -d "$work/snapshot-dependencies/lib" ]; then
  mv "$work"/snapshot-dependencies/lib/* "$dependencies/weir/lib/"
fi
mv "$work"/application/*.jar "$application/weir/weir.jar"
cp "$here/jvm.options" "$application/weir/"
# The source has another name: the service, started in this repository, would read every config/*/application.yml.
cp "$here/settings.yml" "$application/weir/config/application.yml"
# A jar, because a cache knows no classes in directories.
"$java_home/bin/javac" -d "$work/health" "$programs/HealthCheck.java"
"$java_home/bin/jar" --create --file "$application/weir/health.jar" --date=1980-01-01T00:00:02Z -C "$work/health" .

# The runtime: the modules that the classes refer to, and those looked up by name: more of management (file descriptors, GC
# pauses), elliptic curves, the kernel's socket options, jcmd, zip as a file system.
modules=$("$java_home/bin/jdeps" --ignore-missing-deps --multi-release 25 --print-module-deps \
  --class-path "$(printf '%s:' "$dependencies"/weir/lib/*.jar)" "$application/weir/weir.jar")
"$java_home/bin/jlink" --output "$runtime/opt/java" --strip-debug --no-header-files --no-man-pages --compress zip-6 \
  --add-modules "$modules,java.management,jdk.crypto.ec,jdk.jcmd,jdk.management,jdk.management.agent,jdk.net,jdk.zipfs"
# A server does not draw on screens.
rm -f "$runtime"/opt/java/lib/lib{awt,awt_xawt,splashscreen,jsound,javajpeg,fontmanager,freetype,lcms,mlib_image}*.so
# The health check runs without the service's environment, whose options are for one JVM only.
cp -L "$(command -v env)" "$runtime/usr/bin/env"
loader=/lib64/ld-linux-x86-64.so.2
if [ "$(uname -m)" = aarch64 ]; then
  loader=/lib/ld-linux-aarch64.so.1
fi
# An assignment, so that the script ends if ldd fails.
libraries=$(ldd "$java_home/lib/server/libjvm.so" "$java_home/bin/java" "$java_home/lib/libnio.so" "$runtime/usr/bin/env" |
  awk '$3 ~ "^/" {print $3}' | grep -v "^$java_home" | sort -u)
for library in "$loader" $libraries; do
  mkdir -p "$runtime$(dirname "$library")"
  cp -L "$library" "$runtime$library"
done

# One fixed time for every file: the caches record the times of the jars, and packing keeps them. The modes do not depend on the
# machine's either.
chmod -R u=rwX,go=rX "$root"
chmod 1777 "$runtime/tmp"
find "$root" -exec touch --no-dereference --date=@1 {} +

# The training run, with the image's runtime, jars and options. A cache is valid under another prefix than that of its training.
stage=$work/stage
mkdir "$stage"
cp -a "$dependencies/weir/." "$application/weir/." "$stage/"
"$java_home/bin/keytool" -genkeypair -keystore "$work/training.p12" -storepass training -alias training \
  -dname CN=localhost -keyalg EC -groupname secp256r1 -validity 1
java=$runtime/opt/java/bin/java
weir=(env -i --chdir="$stage" "JDK_JAVA_OPTIONS=@$stage/jvm.options" "READINESS_URL_FILE=$work/readiness"
  "$java" "-XX:AOTCacheOutput=$cache/weir/weir.aot" -jar "$stage/weir.jar"
  --server.address=127.0.0.1 --server.port=0 --weir.listeners.echo.address=127.0.0.1:0
  "--spring.ssl.bundle.jks.training.keystore.location=file:$work/training.p12"
  --spring.ssl.bundle.jks.training.keystore.password=training --weir.listeners.tls.ssl.bundle=training
  --weir.listeners.tls.address=127.0.0.1:0 --weir.listeners.tls.handler=echo)
# The options of the Dockerfile's HEALTHCHECK.
check=(env -i "$java" -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -XX:-UsePerfData -Xmx16m
  "-XX:AOTCacheOutput=$cache/weir/health.aot" -cp "$stage/health.jar" HealthCheck "$work/readiness")
"$java_home/bin/java" "$programs/Training.java" "$work/training.p12" training "${check[@]}" -- "${weir[@]}"
chmod 644 "$cache"/weir/*.aot
touch --date=@1 "$cache"/weir/*.aot "$cache/weir" "$cache"
