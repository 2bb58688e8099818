package dev.weir.observe;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class TargetStatisticsTests {

    private final TargetStatistics statistics =
            new TargetStatistics(UpstreamOwner.listener("front"), "backend.example:5432");

    @Test
    void countsBytesOfOpenAndOfEndedConnections() {
        ObservedConnection first = opened(1);
        first.countRead(10);
        first.countWritten(20);
        ObservedConnection second = opened(2);
        second.countRead(1);
        assertThat(statistics.bytesRead()).isEqualTo(11);

        first.end(CloseCause.PEER_CLOSED);
        first.closed();

        assertThat(statistics.bytesRead()).isEqualTo(11);
        assertThat(statistics.bytesWritten()).isEqualTo(20);
        assertThat(statistics.active()).isEqualTo(1);
        assertThat(statistics.opened()).isEqualTo(2);
        assertThat(statistics.closed(CloseCause.PEER_CLOSED)).isEqualTo(1);
    }

    @Test
    void aTargetThatResetsAConnectionWithoutAByteIsNoProbe() {
        ObservedConnection connection = opened(1);
        connection.end(CloseCause.PEER_RESET);
        connection.closed();
        assertThat(statistics.closed(CloseCause.PEER_RESET)).isEqualTo(1);
    }

    @Test
    void onlyAClientsConnectionsEndForCausesOfPoolsAndApplications() {
        assertThat(statistics.causes())
                .contains(CloseCause.PEER_CLOSED, CloseCause.UPSTREAM_TIMEOUT)
                .doesNotContain(CloseCause.PROBE, CloseCause.LIFETIME, CloseCause.UPSTREAM_RESET);
        assertThat(new TargetStatistics(UpstreamOwner.client("ledger"), "backend.example:5432").causes())
                .containsAll(statistics.causes())
                .contains(CloseCause.LIFETIME, CloseCause.IDLE_TIMEOUT)
                .doesNotContain(CloseCause.PROBE, CloseCause.UPSTREAM_RESET);
    }

    @Test
    void failedConnectsAreAllButTheSuccessfulOnes() {
        statistics.connectEnded(ConnectOutcome.SUCCESS);
        statistics.connectEnded(ConnectOutcome.REFUSED);
        statistics.connectEnded(ConnectOutcome.TIMEOUT);
        assertThat(statistics.failed()).isEqualTo(2);
    }

    private ObservedConnection opened(long id) {
        SocketAddress nowhere = InetSocketAddress.createUnresolved("nowhere", 0);
        var info = new ConnectionInfo(
                id, "front", "backend.example:5432", nowhere, nowhere, nowhere, Instant.EPOCH, ConnectionKind.UPSTREAM);
        var connection = new ObservedConnection(info, statistics);
        connection.opened();
        return connection;
    }
}
