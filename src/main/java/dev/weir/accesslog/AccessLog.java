package dev.weir.accesslog;

import dev.weir.observe.CloseCause;
import dev.weir.observe.ConnectionInfo;
import dev.weir.observe.ConnectionObserver;
import dev.weir.observe.FrameCounters;
import dev.weir.observe.FrameDirection;
import dev.weir.observe.HandshakeResult;
import dev.weir.observe.IoFailure;
import dev.weir.observe.ObservedConnection;
import dev.weir.observe.ObservedEvent;
import dev.weir.tls.TlsFailure;
import java.io.IOException;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs each connection that has ended. The message consists of {@code key=value} pairs, which a structured log gets as
 * fields as well.
 */
public final class AccessLog implements ConnectionObserver {

    private static final Logger log = LoggerFactory.getLogger("weir.access");
    private static final String NOTHING = "-";

    private final double sampleRate;
    private final boolean probes;

    /**
     * @param sampleRate the share of connections that are logged, between 0 and 1
     * @param probes whether connections that end with the cause {@link CloseCause#PROBE} are logged
     */
    public AccessLog(double sampleRate, boolean probes) {
        this.sampleRate = sampleRate;
        this.probes = probes;
    }

    @Override
    public Set<ObservedEvent> events() {
        return Set.of(ObservedEvent.CLOSED);
    }

    @Override
    public void closed(ObservedConnection connection, CloseCause cause) {
        if (!log.isInfoEnabled()
                || (!probes && cause == CloseCause.PROBE)
                || (sampleRate < 1 && ThreadLocalRandom.current().nextDouble() >= sampleRate)) {
            return;
        }
        line(connection, cause).log();
    }

    private static AccessLine line(ObservedConnection connection, CloseCause cause) {
        ConnectionInfo info = connection.info();
        AccessLine line = new AccessLine(log.atInfo())
                .with("listener", info.listener())
                .with("id", info.id())
                .with("remote", LogValue.escape(info.remoteAddress()))
                .with("local", LogValue.escape(info.localAddress()))
                .with("duration_ms", TimeUnit.NANOSECONDS.toMillis(connection.durationNanos()));
        long firstByte = connection.firstByteNanos();
        line = firstByte < 0
                ? line.with("first_byte_ms", NOTHING)
                : line.with("first_byte_ms", TimeUnit.NANOSECONDS.toMillis(firstByte));
        line = line.with("read", connection.bytesRead())
                .with("written", connection.bytesWritten())
                .with("handler", LogValue.escape(info.handler()))
                .with("cause", cause.label())
                .with("tls", tls(connection));
        FrameCounters frames = connection.frames();
        if (frames != null) {
            line = line.with("frames_in", frames.frames(FrameDirection.IN))
                    .with("frames_out", frames.frames(FrameDirection.OUT));
        }
        if (!info.peerAddress().equals(info.remoteAddress())) {
            line = line.with("peer", LogValue.escape(info.peerAddress()));
        }
        IOException failure = connection.failure();
        String reason = failure == null ? null : reason(cause, failure);
        return reason == null ? line : line.with("reason", reason);
    }

    private static @Nullable String reason(CloseCause cause, IOException failure) {
        return switch (cause) {
            case IO_ERROR -> IoFailure.of(failure).label();
            case TLS_ERROR -> TlsFailure.of(failure).label();
            default -> null;
        };
    }

    private static String tls(ObservedConnection connection) {
        String protocol = connection.tlsProtocol();
        return protocol.equals(HandshakeResult.NO_PROTOCOL) ? NOTHING : protocol;
    }
}
