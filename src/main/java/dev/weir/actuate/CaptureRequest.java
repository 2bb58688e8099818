package dev.weir.actuate;

import dev.weir.capture.Capture;
import dev.weir.capture.CaptureOptions;
import dev.weir.capture.CaptureRefusedException;
import dev.weir.capture.CaptureSubject.NextStreams;
import dev.weir.capture.CaptureTransport;
import dev.weir.capture.CapturedPayload;
import dev.weir.capture.Captures;
import dev.weir.net.CidrBlock;
import dev.weir.net.CidrBlocks;
import dev.weir.server.StreamListener;
import dev.weir.server.StreamListeners;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;
import org.springframework.boot.convert.DurationStyle;
import org.springframework.util.unit.DataSize;

/**
 * A request for a capture, as it was sent; {@code null} for what it does not say.
 *
 * @param stream id of an open stream
 * @param listener a listener's name, for its next streams
 * @param client the client, or the block of clients, whose streams are recorded
 * @param next number of streams, 1 by default
 * @param duration of the capture, {@value #DEFAULT_DURATION} by default
 * @param maxBytes length of the file, a quarter of the memory of all captures by default
 * @param payload what is kept, none by default
 * @param dissector of messages; by default the listener's
 */
record CaptureRequest(
        @Nullable String stream,
        @Nullable String listener,
        @Nullable String client,
        @Nullable String next,
        @Nullable String duration,
        @Nullable String maxBytes,
        @Nullable String payload,
        @Nullable String dissector) {

    private static final int FORBIDDEN = 403;
    private static final int CONFLICT = 409;

    private static final int MAX_NEXT = 1000;
    private static final String DEFAULT_DURATION = "1m";
    private static final Duration MIN_DURATION = Duration.ofSeconds(1);
    private static final Duration MAX_DURATION = Duration.ofHours(1);
    private static final Pattern WITHOUT_UNIT = Pattern.compile("[+-]?\\d+");
    private static final Pattern STREAM = Pattern.compile("\\d{1,18}");
    private static final Pattern NEXT = Pattern.compile("\\d{1,4}");
    private static final Pattern DISSECTOR = Pattern.compile("[a-z0-9][a-z0-9._-]{0,63}");

    /** Has the bytes recorded, as TCP packets. */
    private static final String TCP = "tcp";

    /**
     * Starts the capture.
     *
     * @throws InvalidCaptureException if the request is not valid, or cannot be met now
     */
    Capture start(StreamListeners listeners, Captures captures, CaptureSettings settings)
            throws InvalidCaptureException {
        StreamListener source = source(listeners);
        var options = new CaptureOptions(
                parseDuration(), parseMaxBytes(captures), parsePayload(settings), findDissector(source, settings));
        try {
            if (stream == null) {
                return captures.start(parseNext(source), options);
            }
            CaptureTransport transport = source.capture(Long.parseLong(stream));
            Capture capture = transport == null ? null : captures.start(transport, options);
            if (capture == null) {
                throw noStream();
            }
            return capture;
        } catch (CaptureRefusedException e) {
            throw new InvalidCaptureException(CONFLICT, String.valueOf(e.getMessage()));
        }
    }

    /** Returns the listener of the streams. */
    private StreamListener source(StreamListeners listeners) throws InvalidCaptureException {
        if ((stream == null) == (listener == null)) {
            throw invalid("a capture needs either stream, the id of an open stream, or listener, for its next streams");
        }
        if (stream == null) {
            StreamListener found = listeners.find(Objects.requireNonNull(listener));
            if (found == null) {
                String names =
                        listeners.all().stream().map(StreamListener::name).collect(Collectors.joining(", "));
                throw invalid("listener must be one of " + names + ": " + listener);
            }
            return found;
        }
        if (client != null || next != null) {
            throw invalid("client and next are for the next streams of a listener, and stream is one that is open");
        }
        if (!STREAM.matcher(stream).matches()) {
            throw invalid("stream must be the id of an open stream, as tcpstreams lists them: " + stream);
        }
        long id = Long.parseLong(stream);
        return listeners.all().stream()
                .filter(candidate -> candidate.capture(id) != null)
                .findFirst()
                .orElseThrow(this::noStream);
    }

    private InvalidCaptureException noStream() {
        return new InvalidCaptureException(
                WebEndpointResponse.STATUS_NOT_FOUND, "no open stream has this id: " + stream);
    }

    private NextStreams parseNext(StreamListener source) throws InvalidCaptureException {
        int count = next == null ? 1 : NEXT.matcher(next).matches() ? Integer.parseInt(next) : 0;
        if (count < 1 || count > MAX_NEXT) {
            throw invalid("next must be a number from 1 to " + MAX_NEXT + ": " + next);
        }
        if (client == null) {
            return new NextStreams(source.name(), null, _ -> true, count);
        }
        try {
            var clients = new CidrBlocks(List.of(CidrBlock.parse(client)));
            return new NextStreams(source.name(), client, clients::contains, count);
        } catch (IllegalArgumentException e) {
            throw invalid("client must be an IP address or a block of them: " + e.getMessage());
        }
    }

    private Duration parseDuration() throws InvalidCaptureException {
        String text = duration == null ? DEFAULT_DURATION : duration;
        try {
            Duration parsed = WITHOUT_UNIT.matcher(text).matches() ? Duration.ZERO : DurationStyle.detectAndParse(text);
            if (parsed.compareTo(MIN_DURATION) >= 0 && parsed.compareTo(MAX_DURATION) <= 0) {
                return parsed;
            }
        } catch (IllegalArgumentException | ArithmeticException _) {
            // Refused below.
        }
        throw invalid("duration must be between 1s and 1h, with its unit: " + text);
    }

    private long parseMaxBytes(Captures captures) throws InvalidCaptureException {
        long memory = captures.limits().memory();
        if (maxBytes == null) {
            return memory / 4;
        }
        try {
            long bytes = DataSize.parse(maxBytes).toBytes();
            if (bytes >= CaptureOptions.MIN_BYTES && bytes <= memory) {
                return bytes;
            }
        } catch (IllegalArgumentException | ArithmeticException _) {
            // Refused below.
        }
        throw invalid("maxBytes must be a size between " + CaptureOptions.MIN_BYTES + "B and " + memory
                + "B (weir.capture.memory): " + maxBytes);
    }

    private CapturedPayload parsePayload(CaptureSettings settings) throws InvalidCaptureException {
        CapturedPayload found = payload == null ? CapturedPayload.NONE : CapturedPayload.find(payload);
        if (found == null) {
            throw invalid("payload must be one of " + CapturedPayload.choices() + ": " + payload);
        }
        if (found != CapturedPayload.NONE && !settings.payload()) {
            throw new InvalidCaptureException(
                    FORBIDDEN, "payload must be none unless weir.capture.payload is true: " + payload);
        }
        return found;
    }

    private @Nullable String findDissector(StreamListener source, CaptureSettings settings)
            throws InvalidCaptureException {
        if (dissector == null) {
            return settings.dissectors().get(source.name());
        }
        if (dissector.equals(TCP)) {
            return null;
        }
        if (!DISSECTOR.matcher(dissector).matches()) {
            throw invalid("dissector must be tcp or the name of a Wireshark dissector, such as mbtcp: " + dissector);
        }
        if (source.statistics().frames() == null) {
            throw invalid("dissector must be tcp, as listener " + source.name()
                    + " has no framing, and thus no messages: " + dissector);
        }
        return dissector;
    }

    private static InvalidCaptureException invalid(String message) {
        return new InvalidCaptureException(WebEndpointResponse.STATUS_BAD_REQUEST, message);
    }
}
