package dev.weir.production;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The parts that the chart uses of resources that come with an operator, after their published definitions. An underscore
 * stands at the end of a name that Java keeps for itself.
 */
final class CustomResources {

    static final Map<String, Class<? extends Record>> TYPES = Map.of(
            "monitoring.coreos.com/v1/ServiceMonitor", ServiceMonitor.class,
            "monitoring.coreos.com/v1/PodMonitor", PodMonitor.class,
            "monitoring.coreos.com/v1/PrometheusRule", PrometheusRule.class,
            "keda.sh/v1alpha1/ScaledObject", ScaledObject.class,
            "cert-manager.io/v1/Certificate", Certificate.class);

    private CustomResources() {}

    record ServiceMonitor(@Nullable String jobLabel, Selector selector, List<Endpoint> endpoints) {}

    record PodMonitor(@Nullable String jobLabel, Selector selector, List<Endpoint> podMetricsEndpoints) {}

    record Selector(Map<String, String> matchLabels) {}

    record Endpoint(
            String port, @Nullable String path, @Nullable String interval) {}

    record PrometheusRule(List<RuleGroup> groups) {}

    record RuleGroup(String name, @Nullable String interval, List<Rule> rules) {}

    record Rule(
            @Nullable String alert,
            @Nullable String record,
            String expr,
            @Nullable String for_,
            @Nullable Map<String, String> labels,
            @Nullable Map<String, String> annotations) {}

    record ScaledObject(
            TargetRef scaleTargetRef,
            @Nullable Integer pollingInterval,
            @Nullable Integer minReplicaCount,
            @Nullable Integer maxReplicaCount,
            List<Trigger> triggers,
            @Nullable Advanced advanced) {}

    record TargetRef(@Nullable String apiVersion, @Nullable String kind, String name) {}

    record Trigger(String type, @Nullable String metricType, Map<String, String> metadata) {}

    record Advanced(ScalerConfig horizontalPodAutoscalerConfig) {}

    record ScalerConfig(Behavior behavior) {}

    record Behavior(ScaleDown scaleDown) {}

    record ScaleDown(Integer stabilizationWindowSeconds, List<Policy> policies) {}

    record Policy(String type, Integer value, Integer periodSeconds) {}

    record Certificate(
            String secretName,
            Issuer issuerRef,
            List<String> dnsNames,
            @Nullable String duration,
            @Nullable String renewBefore,
            @Nullable PrivateKey privateKey,
            @Nullable List<String> usages) {}

    record Issuer(
            String name, @Nullable String kind, @Nullable String group) {}

    record PrivateKey(String algorithm, Integer size, String encoding, String rotationPolicy) {}
}
