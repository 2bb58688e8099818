{{- define "weir.pod" -}}
metadata:
  labels:
    {{- include "weir.labels" . | nindent 4 }}
    {{- with .Values.podLabels }}
    {{- toYaml . | nindent 4 }}
    {{- end }}
  annotations:
    checksum/application: {{ include "weir.application" . | sha256sum }}
    {{- if eq .Values.monitoring.scrape "annotations" }}
    prometheus.io/scrape: "true"
    prometheus.io/port: {{ .Values.management.port | int | quote }}
    prometheus.io/path: /actuator/prometheus
    {{- end }}
    {{- with .Values.podAnnotations }}
    {{- toYaml . | nindent 4 }}
    {{- end }}
spec:
  serviceAccountName: {{ include "weir.serviceAccount" . }}
  automountServiceAccountToken: false
  enableServiceLinks: false
  terminationGracePeriodSeconds: {{ include "weir.terminationSeconds" . }}
  securityContext:
    {{- include "weir.podSecurityContext" . | nindent 4 }}
  {{- with .Values.imagePullSecrets }}
  imagePullSecrets:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  containers:
    - name: weir
      image: {{ include "weir.image" . }}
      imagePullPolicy: {{ .Values.image.pullPolicy }}
      securityContext:
        {{- include "weir.containerSecurityContext" . | nindent 8 }}
      env:
        # The image's own config/ is not read, only the settings mounted below.
        - name: SPRING_CONFIG_LOCATION
          value: optional:classpath:/,file:/etc/weir/
        {{- with .Values.jvmOptions }}
        - name: JDK_JAVA_OPTIONS
          value: {{ printf "@/weir/jvm.options %s" (join " " .) | quote }}
        {{- end }}
        {{- with .Values.env }}
        {{- toYaml . | nindent 8 }}
        {{- end }}
      {{- with .Values.envFrom }}
      envFrom:
        {{- toYaml . | nindent 8 }}
      {{- end }}
      ports:
        - name: management
          containerPort: {{ .Values.management.port | int }}
          protocol: TCP
        {{- range $name, $listener := .Values.listeners }}
        {{- if $listener }}
        - name: {{ $name }}
          containerPort: {{ $listener.port | int }}
          protocol: TCP
        {{- end }}
        {{- end }}
      startupProbe:
        httpGet: {path: /actuator/health/liveness, port: management}
        {{- toYaml .Values.probes.startup | nindent 8 }}
      livenessProbe:
        httpGet: {path: /actuator/health/liveness, port: management}
        {{- toYaml .Values.probes.liveness | nindent 8 }}
      readinessProbe:
        httpGet: {path: /actuator/health/readiness, port: management}
        {{- toYaml .Values.probes.readiness | nindent 8 }}
      {{- $preStop := include "weir.seconds" .Values.drain.preStop | int }}
      {{- if $preStop }}
      lifecycle:
        preStop:
          sleep:
            seconds: {{ $preStop }}
      {{- end }}
      {{- with .Values.resources }}
      resources:
        {{- toYaml . | nindent 8 }}
      {{- end }}
      volumeMounts:
        - {name: config, mountPath: /etc/weir, readOnly: true}
        - {name: tmp, mountPath: /tmp}
        {{- range $name, $listener := .Values.listeners }}
        {{- if and $listener $listener.tls $listener.tls.enabled }}
        - {name: {{ $name }}-tls, mountPath: /etc/weir-tls/{{ $name }}, readOnly: true}
        {{- if $listener.tls.clientCaSecretName }}
        - {name: {{ $name }}-tls-clients, mountPath: /etc/weir-tls/{{ $name }}-clients, readOnly: true}
        {{- end }}
        {{- end }}
        {{- end }}
        {{- with .Values.volumeMounts }}
        {{- toYaml . | nindent 8 }}
        {{- end }}
  volumes:
    - name: config
      configMap:
        name: {{ include "weir.fullname" . }}
    # The management port's web server needs a working directory.
    - name: tmp
      emptyDir:
        medium: Memory
        sizeLimit: 32Mi
    {{- range $name, $listener := .Values.listeners }}
    {{- if and $listener $listener.tls $listener.tls.enabled }}
    - name: {{ $name }}-tls
      secret:
        secretName: {{ include "weir.tlsSecret" (dict "root" $ "name" $name "listener" $listener) }}
        defaultMode: 288
    {{- with $listener.tls.clientCaSecretName }}
    - name: {{ $name }}-tls-clients
      secret:
        secretName: {{ . }}
        defaultMode: 288
        items: [{key: ca.crt, path: ca.crt}]
    {{- end }}
    {{- end }}
    {{- end }}
    {{- with .Values.volumes }}
    {{- toYaml . | nindent 4 }}
    {{- end }}
  {{- with .Values.topologySpread }}
  topologySpreadConstraints:
    {{- range . }}
    - topologyKey: {{ .topologyKey }}
      maxSkew: {{ .maxSkew | int }}
      whenUnsatisfiable: {{ .whenUnsatisfiable }}
      labelSelector:
        matchLabels:
          {{- include "weir.selector" $ | nindent 10 }}
      {{- if eq $.Values.kind "Deployment" }}
      # Counts only pods of one version, so that the pods are still spread evenly after an upgrade.
      matchLabelKeys: [pod-template-hash]
      {{- end }}
    {{- end }}
  {{- end }}
  {{- with .Values.nodeSelector }}
  nodeSelector:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  {{- with .Values.tolerations }}
  tolerations:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  {{- with .Values.affinity }}
  affinity:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  {{- with .Values.priorityClassName }}
  priorityClassName: {{ . }}
  {{- end }}
{{- end -}}
