package dev.weir.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;

/** Ids and addresses. */
interface IdentityContract extends ConnectedStreams {

    @Test
    default void everyStreamHasItsOwnIdAndShowsIt() {
        assertThat(client().id()).isPositive().isNotEqualTo(server().id());
        assertThat(client().toString()).startsWith("stream " + client().id() + " (");
    }

    @Test
    default void addressesOutliveTheStream() throws IOException {
        var remote = server().remoteAddress();
        var local = server().localAddress();
        client().shutdown();
        server().close();
        assertThat(server().remoteAddress()).isEqualTo(remote);
        assertThat(server().peerAddress()).isEqualTo(remote);
        assertThat(server().localAddress()).isEqualTo(local);
        assertThat(server().tls()).isEmpty();
    }
}
