package dev.weir.production;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.testing.RequiresTool;
import dev.weir.testing.RunningProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the chart asks Prometheus for in order to scale, asked by Prometheus's own engine. */
@RequiresTool("promtool")
class ScalingIT {

    @TempDir
    private Path directory;

    /** Ours are prod-weir; the others are releases whose names begin with it, as Deployment or as StatefulSet. */
    @ParameterizedTest
    @CsvSource({
        "Deployment, prod-weir-6d4cf56db6-7xk2p, prod-weir-84f9c-bcdfg",
        "StatefulSet, prod-weir-0, prod-weir-12",
    })
    void kedaCountsTheConnectionsOfTheReleasesOwnPods(String kind, String one, String another) throws Exception {
        String query = Chart.render("""
                        kind: %s
                        autoscaling:
                          engine: keda
                          cpu: 0
                          connections: 20000
                          keda: {prometheus: "http://prometheus:9090"}
                        """.formatted(kind), "ScaledObject").text("spec.triggers[0].metadata.query");
        var series = new StringBuilder();
        String format =
                "      - {series: 'tcp_server_connections_active{namespace=\"%s\",pod=\"%s\"}', values: '%d'}\n";
        series.append(format.formatted("net", one, 3)).append(format.formatted("net", another, 4));
        series.append(format.formatted("far", one, 100));
        for (String other : new String[] {
            "prod-weir-blue-6d4cf56db6-7xk2p", "prod-weir-blue-0", "prod-weir-2-0", "prod-weir-2-6d4cf56db6-7xk2p"
        }) {
            series.append(format.formatted("net", other, 100));
        }
        Path file = directory.resolve("query.test.yaml");
        Files.writeString(file, """
                tests:
                  - interval: 1m
                    input_series:
                %s    promql_expr_test:
                      - {expr: '%s', eval_time: 0m, exp_samples: [{labels: '{}', value: 7}]}
                """.formatted(series, query));
        try (var promtool = RunningProcess.start(new ProcessBuilder("promtool", "test", "rules", file.toString()))) {
            assertThat(promtool.awaitExit()).as(promtool.output()).isZero();
        }
    }
}
