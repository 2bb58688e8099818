package dev.weir.production;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.testing.ClosedPort;
import dev.weir.testing.Prometheus;
import dev.weir.testing.RequiresTool;
import dev.weir.testing.WeirProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Alerts that fire and alerts that must not, in a real Prometheus over the real service; a minute of the rules is two seconds. */
@RequiresTool("prometheus")
class LiveAlertsIT {

    @TempDir
    private static Path directory;

    private static WeirProcess weir;
    private static Prometheus prometheus;
    private static Traffic traffic;
    private static ClosedPort gone;

    /**
     * A process that is filled to its limit, then a drain of one listener that takes longer than the minute which
     * WeirListenerDown waits, then the end of the process.
     */
    @BeforeAll
    static void live() throws Exception {
        gone = new ClosedPort();
        Path settings = directory.resolve("application.yml");
        Files.writeString(settings, """
                spring:
                  application: {name: weir}
                  main: {keep-alive: true}
                management:
                  endpoints: {web: {exposure: {include: "prometheus,tcplisteners"}}}
                  endpoint: {tcplisteners: {access: unrestricted}}
                weir:
                  max-connections: 100
                  listeners:
                    leaving: {address: "127.0.0.1:0", handler: echo}
                    crowded: {address: "127.0.0.1:0", handler: echo}
                    checked: {address: "127.0.0.1:0", handler: echo}
                    front: {address: "127.0.0.1:0", forward: {to: "%s", health: {interval: 100ms}}}
                """.formatted(gone.address()));
        weir = WeirProcess.service(settings)
                .jvm("-XX:+UseSerialGC")
                .with("weir.shutdown.grace-period=4s", "weir.shutdown.scrape-delay=3s")
                .start();
        prometheus = Prometheus.start(directory, weir.managementPort(), AlertRules.inFastMotion(directory));
        traffic = new Traffic(weir)
                .talkTo("checked")
                .checkHealthOf("checked")
                .rest("leaving", 60)
                .keepBusy("leaving");
        // Health checks for longer than the ten minutes that WeirAbnormalCloses waits.
        prometheus.awaitResult("tcp_server_connections_closed_total{listener=\"checked\",cause=\"probe\"} > 300");
        traffic.rest("crowded", 30).keepBusy("crowded").stareAt("crowded");
        awaitFiring("alertname=\"WeirUpstreamUnavailable\"");
        awaitFiring("alertname=\"WeirSaturation90\"");
        awaitFiring("alertname=\"WeirRejecting\"");
        prometheus.awaitResult("sum(tcp_server_connections_active{listener=\"leaving\"} offset 10s) > 50");
        weir.change("leaving", "drain");
        awaitFiring("alertname=\"WeirListenerDown\",listener=\"leaving\"");
        weir.process().close();
        awaitFiring("alertname=\"WeirDown\"");
        awaitFiring("alertname=\"WeirNotScraped\"");
    }

    @AfterAll
    static void stop() throws IOException {
        try (var _ = gone;
                var _ = weir;
                var _ = prometheus;
                var _ = traffic) {}
    }

    @Test
    void aFullProcessIsSaturatedWhileItsListenersAreNot() throws Exception {
        assertFired("alertname=\"WeirSaturation90\",listener=\"\"");
        assertFired("alertname=\"WeirRejecting\",reason=\"max_process\"");
        assertSilent("alertname=~\"WeirSaturation.+\",listener!=\"\"");
    }

    @Test
    void aDrainIsNoMassDisconnect() throws Exception {
        assertThat(prometheus.instant(
                        "max_over_time(tcp_server_drained_total{listener=\"leaving\",outcome=\"drained\"}[10m]) >= 60"))
                .isNotEmpty();
        assertSilent("alertname=\"WeirMassDisconnect\"");
        assertFired("alertname=\"WeirForcedDrain\",listener=\"leaving\"");
    }

    @Test
    void aListenerIsNotDownWhileItDrainsNorSoonAfter() throws Exception {
        String firstFired = "min by (listener) (min_over_time("
                + "timestamp(ALERTS{alertname=\"WeirListenerDown\",listener=\"leaving\"})[10m:1s]))";
        String lastDrained = "max_over_time("
                + "timestamp(tcp_server_accept_paused{listener=\"leaving\",reason=\"drain\"} == 1)[10m:1s])";
        assertThat(prometheus.instant(firstFired + " - on (listener) " + lastDrained + " > 25"))
                .isNotEmpty();
    }

    @Test
    void theEndOfTheProcessIsScrapedAndIsNoListenerDown() throws Exception {
        assertThat(prometheus.instant(
                        "max_over_time(tcp_server_drained_total{listener=\"crowded\",outcome=\"forced\"}[10m]) >= 1"))
                .isNotEmpty();
        assertFired("alertname=\"WeirForcedDrain\",listener=\"crowded\"");
        assertSilent("alertname=\"WeirListenerDown\",listener!=\"leaving\"");
    }

    @Test
    void healthChecksAreNoAbnormalCloses() throws Exception {
        assertThat(prometheus.instant(
                        "max_over_time(tcp_server_connections_closed_total{listener=\"checked\",cause=\"probe\"}[10m])"
                                + " > 50"))
                .isNotEmpty();
        assertSilent("alertname=\"WeirAbnormalCloses\",listener=\"checked\"");
    }

    @Test
    void whatIsNotThereIsMissedWhateverItsJobIsCalled() throws Exception {
        assertThat(prometheus.instant("up{job=\"weir\"}")).isEmpty();
        assertFired("alertname=\"WeirDown\"");
        assertFired("alertname=\"WeirNotScraped\"");
    }

    @Test
    void aTargetThatRefusesConnectionsIsDownBeforeAnyClientComes() throws Exception {
        assertThat(prometheus.instant(
                        "max_over_time(tcp_server_connections_accepted_total{listener=\"front\"}[10m]) > 0"))
                .isEmpty();
        assertFired("alertname=\"WeirTargetDown\",listener=\"front\"");
        assertFired("alertname=\"WeirUpstreamUnavailable\",listener=\"front\"");
    }

    /** But those that judge the pace of traffic, which is not in fast motion. */
    @Test
    void nothingElseHasFired() throws Exception {
        assertSilent(
                "alertname!~\"Weir(Saturation.*|Rejecting|ForcedDrain|ListenerDown|TargetDown|UpstreamUnavailable|Down|NotScraped|ReconnectStorm|SilentFeed)\"");
    }

    private static void awaitFiring(String alert) {
        prometheus.awaitResult("ALERTS{alertstate=\"firing\"," + alert + "}");
    }

    private static void assertFired(String alert) throws Exception {
        assertThat(fired(alert)).as(alert).isNotEmpty();
    }

    private static void assertSilent(String alert) throws Exception {
        assertThat(fired(alert)).as(alert).isEmpty();
    }

    private static List<?> fired(String alert) throws IOException, InterruptedException {
        return prometheus.instant("max_over_time(ALERTS{alertstate=\"firing\"," + alert + "}[10m])");
    }
}
