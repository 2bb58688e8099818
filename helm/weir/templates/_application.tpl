{{/* The application.yml of the values: the chart's settings, overridden by the user's. */}}
{{- define "weir.application" -}}
{{- $listeners := dict -}}
{{- $bundles := dict -}}
{{- range $name, $listener := .Values.listeners -}}
{{- if $listener -}}
{{- $block := dict "address" (printf ":%d" (int $listener.port)) "handler" $listener.handler -}}
{{- with $listener.proxyProtocol -}}
{{- if ne (toString (default "off" .mode)) "off" -}}
{{- $proxy := dict "mode" .mode -}}
{{- with .trusted }}{{ $_ := set $proxy "trusted" . }}{{ end -}}
{{- with .timeout }}{{ $_ := set $proxy "timeout" . }}{{ end -}}
{{- $_ := set $block "proxy-protocol" $proxy -}}
{{- end -}}
{{- end -}}
{{- with $listener.tls -}}
{{- if .enabled -}}
{{- $auth := default "none" .clientAuth -}}
{{- $ssl := dict "bundle" $name -}}
{{- if ne $auth "none" }}{{ $_ := set $ssl "client-auth" $auth }}{{ end -}}
{{- $_ := set $block "ssl" $ssl -}}
{{- $keystore := dict "certificate" (printf "file:/etc/weir-tls/%s/tls.crt" $name) "private-key" (printf "file:/etc/weir-tls/%s/tls.key" $name) -}}
{{- $bundle := dict "reload-on-update" true "keystore" $keystore -}}
{{- if ne $auth "none" -}}
{{- $_ := set $bundle "truststore" (dict "certificate" (printf "file:/etc/weir-tls/%s-clients/ca.crt" $name)) -}}
{{- end -}}
{{- $_ := set $bundles $name $bundle -}}
{{- end -}}
{{- end -}}
{{- $_ := set $listeners $name (mergeOverwrite $block (deepCopy (default dict $listener.config))) -}}
{{- end -}}
{{- end -}}
{{- $shutdown := dict "delay" .Values.drain.delay "idle" .Values.drain.idle "grace-period" .Values.drain.gracePeriod "scrape-delay" .Values.drain.scrapeDelay -}}
{{- $spring := dict
    "application" (dict "name" "weir")
    "main" (dict "keep-alive" true)
    "lifecycle" (dict "timeout-per-shutdown-phase" (printf "%ss" (include "weir.phaseSeconds" .))) -}}
{{- if $bundles }}{{ $_ := set $spring "ssl" (dict "bundle" (dict "pem" $bundles "watch" (dict "file" (dict "quiet-period" "2s")))) }}{{ end -}}
{{- $endpoint := dict "health" (dict "show-details" "always") -}}
{{- if eq .Values.management.access "unrestricted" -}}
{{- $_ := set $endpoint "tcplisteners" (dict "access" "unrestricted") -}}
{{- $_ := set $endpoint "tcpstreams" (dict "access" "unrestricted") -}}
{{- end -}}
{{- $application := dict
    "weir" (dict "listeners" $listeners "shutdown" $shutdown)
    "spring" $spring
    "server" (dict "port" (int .Values.management.port))
    "management" (dict
      "endpoint" $endpoint
      "endpoints" (dict "web" (dict "exposure" (dict "include" (join "," .Values.management.endpoints)))))
    "logging" (dict "level" (dict "org.springframework.integration" "warn")) -}}
{{- mergeOverwrite $application (deepCopy .Values.config) | toYaml -}}
{{- end -}}
