package dev.weir.production;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.marcnuri.helm.Helm;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ChartTests {

    /** A case: its name is what a report shows. */
    record Values(String name, String yaml) {
        @Override
        public String toString() {
            return name;
        }
    }

    record Contradiction(String yaml, String sentence) {
        @Override
        public String toString() {
            return sentence;
        }
    }

    static Stream<Values> good() {
        return Stream.of(
                new Values("as delivered", ""),
                new Values("watched by the operator", "monitoring: {when: always, labels: {release: prometheus}}"),
                new Values("watched pod by pod", "monitoring: {when: always, scrape: podMonitor}"),
                new Values("found by annotations", "monitoring: {scrape: annotations}"),
                new Values("not watched", "monitoring: {when: never, scrape: none, dashboards: {enabled: false}}"),
                new Values("a stateful set", "kind: StatefulSet"),
                new Values("one pod, nothing around it", """
                        replicas: 1
                        podDisruptionBudget: {enabled: false}
                        networkPolicy: {enabled: false}
                        topologySpread: []
                        serviceAccount: {create: false}
                        """),
                new Values("scaled by CPU and connections", """
                        autoscaling: {engine: hpa, minReplicas: 3, maxReplicas: 40, cpu: 60, connections: 20000}
                        """),
                new Values("scaled by connections alone", "autoscaling: {engine: hpa, cpu: 0, connections: 1000000}"),
                new Values("scaled by KEDA", """
                        autoscaling:
                          engine: keda
                          connections: 20000
                          keda: {prometheus: "http://prometheus.monitoring:9090"}
                        """),
                new Values("behind a balancer", """
                        listeners:
                          echo:
                          feed:
                            port: 7001
                            handler: discard
                            config: {max-connections: 1000000, timeout: {idle: 1h}, access: {deny: [192.0.2.0/24]}}
                            proxyProtocol: {mode: required, trusted: [10.0.0.0/8], timeout: 2s}
                            service:
                              type: LoadBalancer
                              port: 443
                              nodePort: 30443
                              externalTrafficPolicy: Local
                              loadBalancerClass: example.com/tcp
                              loadBalancerSourceRanges: [203.0.113.0/24, 198.51.100.0/24]
                              annotations: {example.com/proxy-protocol: v2}
                              sessionAffinity: ClientIP
                        """),
                new Values("TLS from a Secret, with clients' certificates", """
                        listeners:
                          feed:
                            port: 7001
                            handler: discard
                            tls: {enabled: true, secretName: feed-tls, clientAuth: need, clientCaSecretName: devices}
                        """),
                new Values("TLS from cert-manager", """
                        listeners:
                          feed:
                            port: 7001
                            handler: discard
                            tls:
                              enabled: true
                              certManager: {enabled: true, issuer: {name: ca}, dnsNames: [feed.example.com]}
                        """),
                new Values("a listener of the inside, one of node ports, one without a Service", """
                        listeners:
                          inside: {port: 3001, handler: echo, service: {internalTrafficPolicy: Local}}
                          nodes: {port: 3002, handler: daytime, service: {type: NodePort, nodePort: 30013}}
                          hidden: {port: 3003, handler: chargen, service: {enabled: false}}
                        """),
                new Values("everything a pod can be told", """
                        nameOverride: gate
                        image: {repository: registry.example.com/weir, digest: "sha256:%s", pullPolicy: Always}
                        imagePullSecrets: [{name: registry}]
                        jvmOptions: ["-XX:MaxRAMPercentage=60.0", -Xlog:gc]
                        env: [{name: TZ, value: UTC}]
                        envFrom: [{secretRef: {name: more}}]
                        volumes: [{name: spool, persistentVolumeClaim: {claimName: spool}}]
                        volumeMounts: [{name: spool, mountPath: /spool}]
                        podAnnotations: {example.com/a: b}
                        podLabels: {tier: edge}
                        nodeSelector: {kubernetes.io/os: linux}
                        tolerations: [{key: edge, operator: Exists, effect: NoSchedule}]
                        affinity: {nodeAffinity: {requiredDuringSchedulingIgnoredDuringExecution: {nodeSelectorTerms: [{matchExpressions: [{key: kubernetes.io/arch, operator: In, values: [amd64]}]}]}}}
                        priorityClassName: high
                        podDisruptionBudget: {maxUnavailable: null, minAvailable: 50%%}
                        networkPolicy:
                          clients: [{ipBlock: {cidr: 10.0.0.0/8}}]
                          management: [{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: monitoring}}}]
                          egress: {restricted: true, rules: [{to: [{namespaceSelector: {}}], ports: [{port: 53, protocol: UDP}]}]}
                        config: {weir: {max-connections: 50000}, logging: {structured: {format: {console: ecs}}}}
                        management: {access: unrestricted, service: {port: 80, annotations: {a: b}}}
                        drain: {preStop: 0s, delay: 1500ms, idle: 2s, gracePeriod: 2m, margin: 10s}
                        """.formatted("0".repeat(64))),
                new Values("a long release name", "fullnameOverride: " + "n".repeat(60)));
    }

    static Stream<Contradiction> contradictions() {
        return Stream.of(
                new Contradiction("listeners: {echo: null}", "There are no listeners: set listeners.<name>.port"),
                new Contradiction(
                        "listeners: {feed: {handler: echo}}",
                        "listeners.feed has no port: set listeners.feed.port to the port the pod listens on"),
                new Contradiction(
                        "listeners: {feed: {port: 443, handler: echo}}",
                        "listeners.feed.port is 443, but the pod runs without privileges"),
                new Contradiction("listeners: {feed: {port: 7001}}", "listeners.feed has no handler"),
                new Contradiction(
                        "listeners: {feed: {port: 3000, handler: echo}}",
                        "listeners.feed.port is 3000, which listeners.echo has already"),
                new Contradiction(
                        "listeners: {feed: {port: 8080, handler: echo}}",
                        "listeners.feed.port is 8080, which management has already"),
                new Contradiction(
                        "listeners: {management: {port: 7001, handler: echo}}",
                        "listeners.management would share its name with the management port"),
                new Contradiction(
                        "listeners: {echo: {config: {address: ':1'}}}",
                        "listeners.echo.config.address would contradict the chart's own: use listeners.echo.port"),
                new Contradiction(
                        "listeners: {echo: {config: {ssl: {bundle: x}}}}",
                        "listeners.echo.config.ssl would contradict the chart's own: use listeners.echo.tls"),
                new Contradiction(
                        "listeners: {echo: {tls: {enabled: true}}}",
                        "listeners.echo.tls is enabled without a certificate: set listeners.echo.tls.secretName"),
                new Contradiction(
                        "listeners: {echo: {tls: {secretName: s}}}",
                        "listeners.echo.tls has a certificate, but is not enabled"),
                new Contradiction(
                        "listeners: {echo: {tls: {enabled: true, certManager: {enabled: true}}}}",
                        "listeners.echo.tls.certManager has no issuer"),
                new Contradiction(
                        "listeners: {echo: {tls: {enabled: true, certManager: {enabled: true, issuer: {name: ca}}}}}",
                        "listeners.echo.tls.certManager has no dnsNames"),
                new Contradiction(
                        "listeners: {echo: {tls: {enabled: true, secretName: s, clientAuth: need}}}",
                        "listeners.echo.tls.clientAuth is need, but no certificate could be verified"),
                new Contradiction(
                        "listeners: {echo: {proxyProtocol: {mode: required}}}",
                        "listeners.echo.proxyProtocol.mode is required, but no header would be believed"),
                new Contradiction(
                        "listeners: {echo: {service: {externalTrafficPolicy: Local}}}",
                        "listeners.echo.service is a ClusterIP, which is not reachable from outside"),
                new Contradiction(
                        "listeners: {echo: {service: {type: NodePort, loadBalancerSourceRanges: [10.0.0.0/8]}}}",
                        "listeners.echo.service is a NodePort: loadBalancerSourceRanges"),
                new Contradiction(
                        "listeners: {echo: {service: {enabled: false, nodePort: 30000}}}",
                        "listeners.echo.service is not enabled, but has settings"),
                new Contradiction(
                        "config: {weir: {listeners: {feed: {address: ':7001'}}}}",
                        "config.weir.listeners would get no port and no Service"),
                new Contradiction(
                        "config: {weir: {shutdown: {delay: 1m}}}",
                        "config.weir.shutdown would contradict the pod's grace period: use drain"),
                new Contradiction(
                        "config: {spring: {lifecycle: {timeout-per-shutdown-phase: 1m}}}",
                        "config.spring.lifecycle.timeout-per-shutdown-phase would contradict the drain's times: use drain"),
                new Contradiction(
                        "monitoring: {interval: 1m}", "drain.scrapeDelay is 20s, less than monitoring.interval, 1m"),
                new Contradiction("drain: {margin: 4s, gracePeriod: 1s}", "drain.margin is 4s, but"),
                new Contradiction(
                        "config: {server: {port: 9000}}",
                        "config.server.port would contradict the probes: use management.port"),
                new Contradiction(
                        "autoscaling: {engine: hpa, minReplicas: 5, maxReplicas: 3}",
                        "autoscaling.minReplicas is 5, more than autoscaling.maxReplicas, 3"),
                new Contradiction("autoscaling: {engine: hpa, cpu: 0}", "autoscaling has nothing to go by"),
                new Contradiction(
                        "{autoscaling: {engine: hpa}, resources: {requests: {cpu: null}}}",
                        "autoscaling.cpu is a share of the CPU request, and there is none"),
                new Contradiction(
                        "autoscaling: {engine: keda, connections: 10}",
                        "autoscaling.engine is keda, but not where to ask for connections"),
                new Contradiction(
                        "podDisruptionBudget: {minAvailable: 1}",
                        "podDisruptionBudget has minAvailable and maxUnavailable"),
                new Contradiction(
                        "podDisruptionBudget: {maxUnavailable: null}",
                        "podDisruptionBudget is enabled, but says nothing"),
                new Contradiction(
                        "podDisruptionBudget: {maxUnavailable: null, minAvailable: 2}",
                        "podDisruptionBudget.minAvailable is 2 with 2 replicas: no node could ever be drained"),
                new Contradiction(
                        "podDisruptionBudget: {maxUnavailable: 0}",
                        "podDisruptionBudget.maxUnavailable is 0: no node could ever be drained"),
                new Contradiction(
                        "listeners: {a-name-that-is-long: {port: 7001, handler: echo}}",
                        "listeners.a-name-that-is-long cannot be the name of a port"),
                new Contradiction(
                        "listeners: {Feed: {port: 7001, handler: echo}}",
                        "listeners.Feed cannot be the name of a port"),
                // From here on it is the schema that speaks.
                new Contradiction("drain: {gracePeriod: 20}", "'/drain/gracePeriod': got number, want string"),
                new Contradiction("drain: {gracePeriod: soon}", "'/drain/gracePeriod': 'soon' does not match"),
                new Contradiction("kind: DaemonSet", "'/kind'"),
                new Contradiction("monitering: {}", "'monitering' not allowed"),
                new Contradiction("listeners: {echo: {prot: 1}}", "'prot' not allowed"));
    }

    @Test
    void isCleanForLint() {
        var result = new Helm(Chart.DIRECTORY).lint().call();
        assertThat(result.isFailed()).isFalse();
        assertThat(result.getMessages()).allMatch(message -> message.contains("icon is recommended"));
    }

    @ParameterizedTest
    @MethodSource("good")
    void rendersOnlyWhatKubernetesKnows(Values values) {
        assertThat(Chart.render(values.yaml()))
                .isNotEmpty()
                .flatExtracting(KubernetesTypes::problems)
                .isEmpty();
    }

    @ParameterizedTest
    @MethodSource("good")
    void rendersObjectsThatFitTogether(Values values) {
        assertThat(Wiring.problems(Chart.render(values.yaml()))).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("contradictions")
    void saysWhatContradictsItself(Contradiction contradiction) {
        assertThatThrownBy(() -> Chart.text(contradiction.yaml())).hasMessageContaining(contradiction.sentence());
    }

    @Test
    void wouldNoticeAnUnknownField() {
        KubernetesObject policy = Chart.render("", "PodDisruptionBudget");
        var spec = Trees.map((Map<?, ?>) Objects.requireNonNull(policy.find("spec")));
        spec.put("maxUnavailabel", 1);
        var fields = Trees.map(policy.fields());
        fields.put("spec", spec);
        assertThat(KubernetesTypes.problems(new KubernetesObject(fields))).anyMatch(p -> p.contains("maxUnavailabel"));
        var labels = Trees.map(policy.fields());
        labels.put("metadata", Map.of("name", "x", "labels", Map.of("port", 8080)));
        assertThat(KubernetesTypes.problems(new KubernetesObject(labels))).anyMatch(p -> p.contains("something else"));
    }

    @Test
    void leavesAPodTheTimeItsDrainTakes() {
        KubernetesObject pod =
                Chart.render("drain: {preStop: 7s, delay: 1500ms, gracePeriod: 2m, margin: 6s}", "Deployment");
        assertThat(pod.find("spec.template.spec.terminationGracePeriodSeconds")).isEqualTo(7 + 2 + 120 + 20 + 2 * 6);
        assertThat(pod.find("spec.template.spec.containers[0].lifecycle.preStop.sleep.seconds"))
                .isEqualTo(7);
        Map<String, Object> application = Chart.application("drain: {delay: 1500ms, gracePeriod: 2m}");
        assertThat(Trees.find(application, "weir.shutdown.delay")).isEqualTo("1500ms");
        assertThat(Trees.find(application, "weir.shutdown.grace-period")).isEqualTo("2m");
        assertThat(Trees.find(application, "weir.shutdown.scrape-delay")).isEqualTo("20s");
        assertThat(Trees.find(application, "spring.lifecycle.timeout-per-shutdown-phase"))
                .isEqualTo("147s");
        assertThat(Chart.render("drain: {preStop: 0s}", "Deployment")
                        .find("spec.template.spec.containers[0].lifecycle"))
                .isNull();
    }

    @Test
    void restartsPodsWhenTheirSettingsChange() {
        String checksum = "spec.template.metadata.annotations.checksum/application";
        assertThat(Chart.render("", "Deployment").text(checksum))
                .isEqualTo(Chart.render("replicas: 3", "Deployment").text(checksum))
                .isNotEqualTo(Chart.render("config: {weir: {max-connections: 5}}", "Deployment")
                        .text(checksum));
    }

    @Test
    void letsTheUserHaveTheLastWordInTheSettings() {
        Map<String, Object> application = Chart.application("""
                config: {weir: {access-log: {enabled: false}}, spring: {main: {banner-mode: "off"}}}
                listeners: {echo: {config: {max-connections: 1000000, framing: {type: line, max-size: 1KB}}}}
                """);
        assertThat(Trees.find(application, "weir.access-log.enabled")).isEqualTo(false);
        assertThat(Trees.find(application, "spring.main.banner-mode")).isEqualTo("off");
        assertThat(Trees.find(application, "spring.main.keep-alive")).isEqualTo(true);
        assertThat(Trees.find(application, "weir.listeners.echo.max-connections"))
                .isEqualTo(1_000_000);
        assertThat(Trees.find(application, "weir.listeners.echo.framing"))
                .isEqualTo(Map.of("type", "line", "max-size", "1KB"));
    }

    @Test
    void leavesTheNumberOfPodsToTheAutoscaler() {
        assertThat(Chart.render("", "Deployment").find("spec.replicas")).isEqualTo(2);
        assertThat(Chart.render("autoscaling: {engine: hpa}", "Deployment").find("spec.replicas"))
                .isNull();
    }

    @Test
    void asksForNothingThatARestrictedNamespaceRefuses() {
        KubernetesObject pod = Chart.render("", "Deployment");
        assertThat(pod.find("spec.template.spec.securityContext.runAsNonRoot")).isEqualTo(true);
        assertThat(pod.find("spec.template.spec.securityContext.seccompProfile.type"))
                .isEqualTo("RuntimeDefault");
        assertThat(pod.find("spec.template.spec.automountServiceAccountToken")).isEqualTo(false);
        assertThat(pod.find("spec.template.spec.containers[0].securityContext"))
                .isEqualTo(Map.of(
                        "allowPrivilegeEscalation",
                        false,
                        "readOnlyRootFilesystem",
                        true,
                        "capabilities",
                        Map.of("drop", List.of("ALL"))));
    }

    @Test
    void makesTheOperatorsObjectsOnlyWhereItsDefinitionsAre() {
        assertThat(kinds("")).doesNotContain("ServiceMonitor", "PodMonitor", "PrometheusRule");
        assertThat(kinds("monitoring: {when: always}")).contains("ServiceMonitor", "PrometheusRule");
        assertThat(kinds("monitoring: {when: always, scrape: podMonitor}")).contains("PodMonitor");
        assertThat(kinds("monitoring: {when: always, rules: {enabled: false}}")).doesNotContain("PrometheusRule");
    }

    @Test
    void deliversTheAlertRulesAsTheyAreInTheirFile() throws IOException {
        Map<String, Object> file =
                Chart.yamlDocuments(Chart.DIRECTORY.resolve("rules/weir.yaml")).getFirst();
        assertThat(Chart.render("monitoring: {when: always, scrape: annotations}", "PrometheusRule")
                        .find("spec"))
                .isEqualTo(file);
        assertThat(alerts("monitoring: {when: always, rules: {without: [WeirSilentFeed]}}"))
                .isNotEmpty()
                .doesNotContain("WeirSilentFeed");
    }

    @Test
    void alertsWhenThisReleaseIsNotScrapedWhereItsMonitorSetsTheLabels() {
        assertThat(notScraped("monitoring: {when: always}"))
                .isEqualTo("absent(tcp_server_listener_up{namespace=\"net\",pod=~\"prod-weir-"
                        + "[bcdf-hj-np-tv-xz24-9]{1,10}-[bcdf-hj-np-tv-xz24-9]{5}\"})");
        assertThat(notScraped("{kind: StatefulSet, monitoring: {when: always, scrape: podMonitor}}"))
                .isEqualTo("absent(tcp_server_listener_up{namespace=\"net\",pod=~\"prod-weir-[0-9]+\"})");
        assertThat(notScraped("monitoring: {when: always, scrape: none}")).isEqualTo("absent(tcp_server_listener_up)");
        assertThat(alerts("{replicas: 0, podDisruptionBudget: {enabled: false}, monitoring: {when: always}}"))
                .contains("WeirDown")
                .doesNotContain("WeirNotScraped");
    }

    @Test
    void namesTheJobWhicheverMonitorScrapesIt() {
        Map.of("serviceMonitor", "ServiceMonitor", "podMonitor", "PodMonitor").forEach((scrape, kind) -> {
            KubernetesObject monitor = Chart.render("monitoring: {when: always, scrape: " + scrape + "}", kind);
            assertThat(monitor.text("spec.jobLabel")).isEqualTo("app.kubernetes.io/part-of");
        });
        List<KubernetesObject> scraped = Chart.render("").stream()
                .filter(object -> object.find("metadata.labels.weir\\.dev/management") != null)
                .toList();
        assertThat(scraped).hasSize(1);
        assertThat(scraped.getFirst().find("metadata.labels.app\\.kubernetes\\.io/part-of"))
                .isEqualTo("weir");
        assertThat(Chart.render("", "Deployment").find("spec.template.metadata.labels.app\\.kubernetes\\.io/part-of"))
                .isEqualTo("weir");
    }

    @Test
    void deliversTheDashboardsAsTheyAreInTheirFiles() throws IOException {
        List<KubernetesObject> maps = Chart.render("").stream()
                .filter(object -> object.kind().equals("ConfigMap"))
                .filter(object -> "1".equals(object.find("metadata.labels.grafana_dashboard")))
                .toList();
        List<Path> files = Dashboard.files();
        assertThat(maps).hasSameSizeAs(files).hasSizeGreaterThanOrEqualTo(2);
        for (Path file : files) {
            String name = file.getFileName().toString();
            assertThat(maps)
                    .anyMatch(map -> map.name().equals("prod-weir-" + name.replace(".json", ""))
                            && read(file).equals(map.find("data." + name.replace(".", "\\."))));
        }
    }

    @Test
    void hasTheProjectsVersion() throws IOException {
        Map<String, Object> chart =
                Chart.yamlDocuments(Chart.DIRECTORY.resolve("Chart.yaml")).getFirst();
        String pom = Files.readString(Path.of("pom.xml"), StandardCharsets.UTF_8);
        assertThat(pom).containsPattern("<artifactId>weir</artifactId>\\s*<version>" + chart.get("appVersion"));
    }

    @Test
    void explainsEveryValueInItsReadme() throws IOException {
        String readme = Files.readString(Chart.DIRECTORY.resolve("README.md"), StandardCharsets.UTF_8);
        Map<String, Object> values =
                Chart.yamlDocuments(Chart.DIRECTORY.resolve("values.yaml")).getFirst();
        values.remove("listeners");
        assertThat(leaves("", values)).allMatch(leaf -> readme.contains("`" + leaf + "`"), "is in the README");
    }

    private static Set<String> leaves(String path, Map<?, ?> tree) {
        var leaves = new TreeSet<String>();
        tree.forEach((key, value) -> {
            String here = path.isEmpty() ? key.toString() : path + "." + key;
            boolean group = value instanceof Map<?, ?> map
                    && !map.isEmpty()
                    && !Set.of("resources", "monitoring.dashboards.labels").contains(here)
                    && !path.equals("probes");
            if (group) {
                leaves.addAll(leaves(here, (Map<?, ?>) value));
            } else {
                leaves.add(here);
            }
        });
        return leaves;
    }

    private static Set<String> kinds(String values) {
        return Chart.render(values).stream().map(KubernetesObject::kind).collect(Collectors.toSet());
    }

    private static Object notScraped(String values) {
        return Trees.maps(Trees.maps(Chart.render(values, "PrometheusRule").find("spec.groups"))
                        .getFirst()
                        .get("rules"))
                .stream()
                .filter(rule -> "WeirNotScraped".equals(rule.get("alert")))
                .map(rule -> Objects.requireNonNull(rule.get("expr")))
                .findFirst()
                .orElseThrow();
    }

    private static List<Object> alerts(String values) {
        var alerts = new ArrayList<Object>();
        Trees.maps(Chart.render(values, "PrometheusRule").find("spec.groups"))
                .forEach(group -> Trees.maps(group.get("rules")).forEach(rule -> alerts.add(rule.get("alert"))));
        return alerts;
    }

    private static String read(Path file) {
        try {
            return Files.readString(file, StandardCharsets.UTF_8).strip();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
