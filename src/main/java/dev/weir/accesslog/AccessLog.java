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
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

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
        Map<String, Object> fields = fields(connection, cause);
        LoggingEventBuilder line = log.atInfo();
        for (Map.Entry<String, Object> field : fields.entrySet()) {
            line = line.addKeyValue(field.getKey(), field.getValue());
        }
        line.log(fields.entrySet().stream()
                .map(field -> field.getKey() + "=" + field.getValue())
                .collect(Collectors.joining(" ")));
    }

    private static Map<String, Object> fields(ObservedConnection connection, CloseCause cause) {
        ConnectionInfo info = connection.info();
        var fields = new LinkedHashMap<String, Object>();
        fields.put("listener", info.listener());
        fields.put("id", info.id());
        fields.put("remote", LogValue.escape(info.remoteAddress()));
        fields.put("local", LogValue.escape(info.localAddress()));
        fields.put("duration_ms", TimeUnit.NANOSECONDS.toMillis(connection.durationNanos()));
        fields.put("first_byte_ms", firstByteMillis(connection));
        fields.put("read", connection.bytesRead());
        fields.put("written", connection.bytesWritten());
        fields.put("handler", LogValue.escape(info.handler()));
        fields.put("cause", cause.label());
        fields.put("tls", tls(connection));
        FrameCounters frames = connection.frames();
        if (frames != null) {
            fields.put("frames_in", frames.frames(FrameDirection.IN));
            fields.put("frames_out", frames.frames(FrameDirection.OUT));
        }
        if (!info.peerAddress().equals(info.remoteAddress())) {
            fields.put("peer", LogValue.escape(info.peerAddress()));
        }
        IOException failure = connection.failure();
        String reason = failure == null ? null : reason(cause, failure);
        if (reason != null) {
            fields.put("reason", reason);
        }
        return fields;
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

    private static Object firstByteMillis(ObservedConnection connection) {
        long nanos = connection.firstByteNanos();
        return nanos < 0 ? NOTHING : TimeUnit.NANOSECONDS.toMillis(nanos);
    }
}
