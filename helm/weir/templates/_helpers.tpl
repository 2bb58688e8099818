{{- define "weir.name" -}}
{{- default .Chart.Name .Values.nameOverride | trunc 63 | trimSuffix "-" -}}
{{- end -}}

{{/* Leaves room for the longest suffix, a listener's name, in the 63 characters of a Service's name. */}}
{{- define "weir.fullname" -}}
{{- if .Values.fullnameOverride -}}
{{- .Values.fullnameOverride | trunc 46 | trimSuffix "-" -}}
{{- else if contains (include "weir.name" .) .Release.Name -}}
{{- .Release.Name | trunc 46 | trimSuffix "-" -}}
{{- else -}}
{{- printf "%s-%s" .Release.Name (include "weir.name" .) | trunc 46 | trimSuffix "-" -}}
{{- end -}}
{{- end -}}

{{- define "weir.selector" -}}
app.kubernetes.io/name: {{ include "weir.name" . }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end -}}

{{/* Matches the names of this workload's pods only: weir-.* would also match the pods of a release weir-blue. */}}
{{- define "weir.podPattern" -}}
{{- $name := include "weir.fullname" . | regexQuoteMeta -}}
{{- if eq .Values.kind "StatefulSet" -}}
{{- printf "%s-[0-9]+" $name -}}
{{- else -}}
{{/* The characters of Kubernetes's hashes and suffixes. */}}
{{- $random := "[bcdf-hj-np-tv-xz24-9]" -}}
{{- printf "%s-%s{1,10}-%s{5}" $name $random $random -}}
{{- end -}}
{{- end -}}

{{/* part-of becomes the job label of every series, which identifies an instance that has never answered. */}}
{{- define "weir.labels" -}}
{{ include "weir.selector" . }}
app.kubernetes.io/part-of: weir
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" }}
{{- end -}}

{{- define "weir.serviceAccount" -}}
{{- if .Values.serviceAccount.create -}}
{{- default (include "weir.fullname" .) .Values.serviceAccount.name -}}
{{- else -}}
{{- default "default" .Values.serviceAccount.name -}}
{{- end -}}
{{- end -}}

{{- define "weir.image" -}}
{{- if .Values.image.digest -}}
{{- printf "%s@%s" .Values.image.repository .Values.image.digest -}}
{{- else -}}
{{- printf "%s:%s" .Values.image.repository (default .Chart.AppVersion .Values.image.tag) -}}
{{- end -}}
{{- end -}}

{{/* Whole seconds, rounded up, of a number with ms, s, m or h. */}}
{{- define "weir.seconds" -}}
{{- if hasSuffix "ms" . -}}
{{- div (add (int64 (trimSuffix "ms" .)) 999) 1000 -}}
{{- else if hasSuffix "s" . -}}
{{- int64 (trimSuffix "s" .) -}}
{{- else if hasSuffix "m" . -}}
{{- mul (int64 (trimSuffix "m" .)) 60 -}}
{{- else -}}
{{- mul (int64 (trimSuffix "h" .)) 3600 -}}
{{- end -}}
{{- end -}}

{{/* Spring's timeout for a phase of the shutdown: the drain, the scrape after it, and a margin. */}}
{{- define "weir.phaseSeconds" -}}
{{- $drain := .Values.drain -}}
{{- add (include "weir.seconds" $drain.delay) (include "weir.seconds" $drain.gracePeriod) (include "weir.seconds" $drain.scrapeDelay) (include "weir.seconds" $drain.margin) -}}
{{- end -}}

{{/* The kubelet's timeout: for the nodes, for Spring, and a margin for the end of the JVM. */}}
{{- define "weir.terminationSeconds" -}}
{{- add (include "weir.seconds" .Values.drain.preStop) (include "weir.phaseSeconds" .) (include "weir.seconds" .Values.drain.margin) -}}
{{- end -}}

{{- define "weir.minReplicas" -}}
{{- if eq .Values.autoscaling.engine "none" -}}{{ .Values.replicas }}{{- else -}}{{ .Values.autoscaling.minReplicas }}{{- end -}}
{{- end -}}

{{/* The Secret with a listener's certificate. */}}
{{- define "weir.tlsSecret" -}}
{{- $tls := .listener.tls -}}
{{- if $tls.secretName -}}
{{- $tls.secretName -}}
{{- else -}}
{{- printf "%s-%s-tls" (include "weir.fullname" .root) .name -}}
{{- end -}}
{{- end -}}

{{/* yes if the Prometheus operator's objects are to be created. */}}
{{- define "weir.operator" -}}
{{- $when := .Values.monitoring.when -}}
{{- if or (eq $when "always") (and (eq $when "auto") (.Capabilities.APIVersions.Has "monitoring.coreos.com/v1")) -}}yes{{- end -}}
{{- end -}}

{{- define "weir.podSecurityContext" -}}
runAsNonRoot: true
runAsUser: 65532
runAsGroup: 65532
fsGroup: 65532
fsGroupChangePolicy: OnRootMismatch
seccompProfile:
  type: RuntimeDefault
{{- end -}}

{{- define "weir.containerSecurityContext" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities:
  drop: [ALL]
{{- end -}}
