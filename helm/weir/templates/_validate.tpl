{{/* Contradictory values, each with the message that stops the render. */}}
{{- define "weir.validate" -}}
{{- $values := .Values -}}
{{- $ports := dict (toString (int $values.management.port)) "management" -}}
{{- $present := 0 -}}
{{- range $name, $listener := $values.listeners -}}
{{- if $listener -}}
{{- $present = add1 $present -}}
{{- $here := printf "listeners.%s" $name -}}
{{- if not (and (le (len $name) 15) (regexMatch "^[a-z0-9]+(-[a-z0-9]+)*$" $name) (regexMatch "[a-z]" $name)) -}}
{{- fail (printf "listeners.%s cannot be the name of a port: take at most 15 of a-z, 0-9 and -, a letter among them." $name) -}}
{{- end -}}
{{- if eq $name "management" -}}
{{- fail "listeners.management would share its name with the management port: call it something else." -}}
{{- end -}}
{{- if not $listener.port -}}
{{- fail (printf "%s has no port: set %s.port to the port the pod listens on, such as 3000." $here $here) -}}
{{- end -}}
{{- if lt (int $listener.port) 1024 -}}
{{- fail (printf "%s.port is %d, but the pod runs without privileges and may listen from 1024 on: choose such a port, and set %s.service.port to %d for the clients." $here (int $listener.port) $here (int $listener.port)) -}}
{{- end -}}
{{- if not $listener.handler -}}
{{- fail (printf "%s has no handler: set %s.handler to a handler bean's name; built in are echo, discard, chargen and daytime, and forward with config.forward." $here $here) -}}
{{- end -}}
{{- $port := toString (int $listener.port) -}}
{{- if hasKey $ports $port -}}
{{- fail (printf "%s.port is %s, which %s has already: give each its own." $here $port (get $ports $port)) -}}
{{- end -}}
{{- $_ := set $ports $port $here -}}
{{- range $key := list "address" "handler" "ssl" "proxy-protocol" -}}
{{- if hasKey (default dict $listener.config) $key -}}
{{- fail (printf "%s.config.%s would contradict the chart's own: use %s.%s." $here $key $here (get (dict "address" "port" "handler" "handler" "ssl" "tls" "proxy-protocol" "proxyProtocol") $key)) -}}
{{- end -}}
{{- end -}}
{{- include "weir.validateService" (dict "here" $here "service" (default dict $listener.service)) -}}
{{- with $listener.tls -}}
{{- if .enabled -}}
{{- $certManager := default dict .certManager -}}
{{- if not (or .secretName $certManager.enabled) -}}
{{- fail (printf "%s.tls is enabled without a certificate: set %s.tls.secretName to a kubernetes.io/tls Secret, or %s.tls.certManager.enabled." $here $here $here) -}}
{{- end -}}
{{- if and $certManager.enabled (not (dig "issuer" "name" "" $certManager)) -}}
{{- fail (printf "%s.tls.certManager has no issuer: set %s.tls.certManager.issuer.name." $here $here) -}}
{{- end -}}
{{- if and $certManager.enabled (not $certManager.dnsNames) -}}
{{- fail (printf "%s.tls.certManager has no dnsNames: set %s.tls.certManager.dnsNames to the names that clients connect to." $here $here) -}}
{{- end -}}
{{- if and (ne (default "none" .clientAuth) "none") (not .clientCaSecretName) -}}
{{- fail (printf "%s.tls.clientAuth is %s, but no certificate could be verified: set %s.tls.clientCaSecretName to a Secret with ca.crt." $here .clientAuth $here) -}}
{{- end -}}
{{- else if or .secretName .clientCaSecretName (dig "enabled" false (default dict .certManager)) -}}
{{- fail (printf "%s.tls has a certificate, but is not enabled: set %s.tls.enabled to true, or take the rest away." $here $here) -}}
{{- end -}}
{{- end -}}
{{- with $listener.proxyProtocol -}}
{{- if and (ne (toString (default "off" .mode)) "off") (not .trusted) -}}
{{- fail (printf "%s.proxyProtocol.mode is %s, but no header would be believed: set %s.proxyProtocol.trusted to the balancers' CIDRs." $here .mode $here) -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- if not $present -}}
{{- fail "There are no listeners: set listeners.<name>.port and listeners.<name>.handler for at least one." -}}
{{- end -}}
{{- if hasKey (default dict $values.config.weir) "listeners" -}}
{{- fail "config.weir.listeners would get no port and no Service: write listeners under listeners." -}}
{{- end -}}
{{- if hasKey (default dict $values.config.weir) "shutdown" -}}
{{- fail "config.weir.shutdown would contradict the pod's grace period: use drain." -}}
{{- end -}}
{{- if hasKey (dig "spring" "lifecycle" dict $values.config) "timeout-per-shutdown-phase" -}}
{{- fail "config.spring.lifecycle.timeout-per-shutdown-phase would contradict the drain's times: use drain." -}}
{{- end -}}
{{- if lt (int (include "weir.seconds" $values.drain.margin)) 5 -}}
{{- fail (printf "drain.margin is %s, but closing what is left and the JVM's own end take a few seconds: set drain.margin to 5s or more." $values.drain.margin) -}}
{{- end -}}
{{- $scrape := int (include "weir.seconds" $values.drain.scrapeDelay) -}}
{{- if and $scrape (ne $values.monitoring.scrape "none") (lt $scrape (int (include "weir.seconds" $values.monitoring.interval))) -}}
{{- fail (printf "drain.scrapeDelay is %s, less than monitoring.interval, %s: no scrape might fall into it. Raise it, or set it to 0s for none." $values.drain.scrapeDelay $values.monitoring.interval) -}}
{{- end -}}
{{- if hasKey (default dict $values.config.server) "port" -}}
{{- fail "config.server.port would contradict the probes: use management.port." -}}
{{- end -}}
{{- include "weir.validateScale" . -}}
{{- end -}}

{{- define "weir.validateService" -}}
{{- $type := default "ClusterIP" .service.type -}}
{{- if eq (toString .service.enabled) "false" -}}
{{- if or .service.nodePort .service.loadBalancerSourceRanges -}}
{{- fail (printf "%s.service is not enabled, but has settings: set %s.service.enabled to true, or take them away." .here .here) -}}
{{- end -}}
{{- else -}}
{{- if and (eq $type "ClusterIP") (or .service.externalTrafficPolicy .service.nodePort) -}}
{{- fail (printf "%s.service is a ClusterIP, which is not reachable from outside: externalTrafficPolicy and nodePort need the type NodePort or LoadBalancer." .here) -}}
{{- end -}}
{{- if and (ne $type "LoadBalancer") (or .service.loadBalancerSourceRanges .service.loadBalancerClass) -}}
{{- fail (printf "%s.service is a %s: loadBalancerSourceRanges and loadBalancerClass need the type LoadBalancer; networkPolicy.clients and access.allow work with every type." .here $type) -}}
{{- end -}}
{{- end -}}
{{- end -}}

{{- define "weir.validateScale" -}}
{{- $scale := .Values.autoscaling -}}
{{- if ne $scale.engine "none" -}}
{{- if gt (int $scale.minReplicas) (int $scale.maxReplicas) -}}
{{- fail (printf "autoscaling.minReplicas is %d, more than autoscaling.maxReplicas, %d." (int $scale.minReplicas) (int $scale.maxReplicas)) -}}
{{- end -}}
{{- if not (or $scale.cpu $scale.connections) -}}
{{- fail "autoscaling has nothing to go by: set autoscaling.cpu, autoscaling.connections or both." -}}
{{- end -}}
{{- if and $scale.cpu (not (dig "requests" "cpu" "" (default dict .Values.resources))) -}}
{{- fail "autoscaling.cpu is a share of the CPU request, and there is none: set resources.requests.cpu." -}}
{{- end -}}
{{- if and (eq $scale.engine "keda") $scale.connections (not $scale.keda.prometheus) -}}
{{- fail "autoscaling.engine is keda, but not where to ask for connections: set autoscaling.keda.prometheus to Prometheus's URL." -}}
{{- end -}}
{{- end -}}
{{- $budget := .Values.podDisruptionBudget -}}
{{- if $budget.enabled -}}
{{- if and (not (kindIs "invalid" $budget.minAvailable)) (not (kindIs "invalid" $budget.maxUnavailable)) -}}
{{- fail "podDisruptionBudget has minAvailable and maxUnavailable, and Kubernetes takes one: set the other to null." -}}
{{- end -}}
{{- if and (kindIs "invalid" $budget.minAvailable) (kindIs "invalid" $budget.maxUnavailable) -}}
{{- fail "podDisruptionBudget is enabled, but says nothing: set podDisruptionBudget.maxUnavailable or podDisruptionBudget.minAvailable." -}}
{{- end -}}
{{- $minimum := int (include "weir.minReplicas" .) -}}
{{- if and (kindIs "float64" $budget.minAvailable) (ge (int $budget.minAvailable) $minimum) -}}
{{- fail (printf "podDisruptionBudget.minAvailable is %d with %d replicas: no node could ever be drained." (int $budget.minAvailable) $minimum) -}}
{{- end -}}
{{- if and (kindIs "float64" $budget.maxUnavailable) (lt (int $budget.maxUnavailable) 1) -}}
{{- fail "podDisruptionBudget.maxUnavailable is 0: no node could ever be drained." -}}
{{- end -}}
{{- end -}}
{{- end -}}
