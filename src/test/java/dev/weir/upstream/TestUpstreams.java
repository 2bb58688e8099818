package dev.weir.upstream;

import dev.weir.observe.UpstreamObserver;
import dev.weir.observe.UpstreamOwner;
import dev.weir.stream.StreamAddress;
import dev.weir.testing.TargetServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** Upstreams and their servers, closed at the end of a test. */
final class TestUpstreams {

    private final List<AutoCloseable> open = new ArrayList<>();

    <T extends AutoCloseable> T closing(T resource) {
        open.add(resource);
        return resource;
    }

    TargetServer echo() throws IOException {
        return closing(TargetServer.echo());
    }

    TargetServer echo(String address) throws IOException {
        return closing(TargetServer.echo(address));
    }

    /** Returns a server that refuses connections until it is started again. */
    TargetServer stopped() throws IOException {
        TargetServer server = echo();
        server.stop();
        return server;
    }

    Upstream upstream(UpstreamOptions options) {
        return upstream(options, NameLookup.SYSTEM);
    }

    Upstream upstream(UpstreamOptions options, NameLookup lookup) {
        return closing(new Upstream(UpstreamOwner.client("test"), options, UpstreamObserver.NONE, lookup));
    }

    void closeAll() throws Exception {
        for (AutoCloseable each : open.reversed()) {
            each.close();
        }
    }

    /** Options without health checks. */
    static UpstreamOptions passive(StreamAddress... targets) {
        return UpstreamOptions.of(List.of(targets)).withHealth(HealthOptions.DEFAULT.passive());
    }

    /** Returns checks every 20 ms that ask and expect something; down and up after two. */
    static HealthOptions checks(String send, String expect) {
        return checks(Duration.ofSeconds(10), send, expect);
    }

    static HealthOptions checks(Duration timeout, String send, String expect) {
        return new HealthOptions(
                Duration.ofMillis(20),
                timeout,
                2,
                2,
                send.getBytes(StandardCharsets.US_ASCII),
                expect.getBytes(StandardCharsets.US_ASCII),
                3,
                Duration.ofSeconds(10),
                HealthOptions.OnDown.KEEP);
    }

    /** Returns passive health with an ejection after a number of failed connects. */
    static HealthOptions ejection(int after, Duration duration) {
        HealthOptions passive = HealthOptions.DEFAULT.passive();
        return new HealthOptions(
                passive.interval(),
                passive.timeout(),
                passive.fall(),
                passive.rise(),
                passive.send(),
                passive.expect(),
                after,
                duration,
                passive.onDown());
    }

    /** Returns the address of a name, which only a {@link Names} has. */
    static StreamAddress named(int port) {
        return StreamAddress.parse("moving.example:" + port);
    }

    /** A name service that knows one host, whose addresses change, and counts the lookups. */
    static final class Names implements NameLookup {

        private final AtomicInteger lookups = new AtomicInteger();
        private volatile List<InetAddress> current = List.of();

        static Names of(String... addresses) {
            var names = new Names();
            names.set(addresses);
            return names;
        }

        void set(String... addresses) {
            current = Arrays.stream(addresses).map(InetAddress::ofLiteral).toList();
        }

        int lookups() {
            return lookups.get();
        }

        @Override
        public List<InetAddress> lookUp(String host) throws UnknownHostException {
            lookups.incrementAndGet();
            List<InetAddress> addresses = current;
            if (addresses.isEmpty()) {
                throw new UnknownHostException(host + " is unknown");
            }
            return addresses;
        }
    }
}
