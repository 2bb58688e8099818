package dev.weir.server;

import dev.weir.stream.RateLimit;
import dev.weir.stream.RateLimitedTransport;
import dev.weir.stream.Transport;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The limits on bytes per second of one listener: each of its streams' own, and those that they share. Any thread. */
final class ListenerRates {

    private final RateSettings settings;
    private final @Nullable RateLimit sharedRead;
    private final @Nullable RateLimit sharedWritten;

    ListenerRates(RateSettings settings) {
        this.settings = settings;
        this.sharedRead = limit(settings.listenerRead());
        this.sharedWritten = limit(settings.listenerWritten());
    }

    private static @Nullable RateLimit limit(long bytesPerSecond) {
        return bytesPerSecond == 0 ? null : RateLimit.of(bytesPerSecond);
    }

    /** Returns the transport with the limits on it; the transport itself if there are none. */
    Transport limit(Transport transport) {
        if (settings.equals(RateSettings.UNLIMITED)) {
            return transport;
        }
        return new RateLimitedTransport(
                transport, limits(settings.read(), sharedRead), limits(settings.written(), sharedWritten));
    }

    /** The stream's own limit first: what waits for it does not hold up the others. */
    private static List<RateLimit> limits(long own, @Nullable RateLimit shared) {
        return Stream.of(limit(own), shared)
                .<RateLimit>mapMulti((limit, limits) -> {
                    if (limit != null) {
                        limits.accept(limit);
                    }
                })
                .toList();
    }
}
