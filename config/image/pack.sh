#!/usr/bin/env bash
# Packs what assemble.sh has laid out into an image, without a container engine: a file for docker load, podman load, skopeo
# (docker-archive:) and crane. The configuration is that of the Dockerfile; the same layers give the same bytes.
#   config/image/pack.sh DIRECTORY FILE.tar NAME:TAG VERSION CREATED
# CREATED is a time such as 2026-11-22T00:00:00Z. Needs GNU's tar and coreutils.
set -euo pipefail
umask 022

directory=$(realpath "$1") file=$(realpath "$2") name=$3 version=$4 created=$5
here=$(dirname "$(realpath "${BASH_SOURCE[0]}")")
case $(uname -m) in
  x86_64) architecture=amd64 ;;
  aarch64) architecture=arm64 ;;
  *) architecture=$(uname -m) ;;
esac

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
layers=() digests=()
for part in runtime dependencies application cache; do
  tar --create --file "$work/layer" --directory "$directory/$part" --format=gnu --sort=name --owner=0 --group=0 --numeric-owner .
  digest=$(sha256sum "$work/layer")
  digest=${digest%% *}
  mkdir "$work/$digest"
  mv "$work/layer" "$work/$digest/layer.tar"
  layers+=("\"$digest/layer.tar\"")
  digests+=("\"sha256:$digest\"")
done

join() {
  local IFS=,
  echo "$*"
}
sed -e "s/@architecture@/$architecture/" -e "s/@created@/$created/" -e "s/@version@/$version/" -e "s/@layers@/$(join "${digests[@]}")/" \
  "$here/config.json" >"$work/config"
id=$(sha256sum "$work/config")
id=${id%% *}
mv "$work/config" "$work/$id.json"
echo "[{\"Config\":\"$id.json\",\"RepoTags\":[\"$name\"],\"Layers\":[$(join "${layers[@]}")]}]" >"$work/manifest.json"
tar --create --file "$file" --directory "$work" --format=gnu --sort=name --owner=0 --group=0 --numeric-owner --mtime="$created" \
  --transform='s,^\./,,' .
