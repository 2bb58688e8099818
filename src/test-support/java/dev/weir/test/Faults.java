package dev.weir.test;

import dev.weir.stream.Transport;
import dev.weir.test.DirectionFaults.Kind;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * What is wrong with a connection: slow, in pieces, silent, cut off. An immutable value; {@link #applyTo} a transport gives it
 * these faults, below every buffer.
 *
 * <pre>{@code
 * Faults.none().segments(1).latency(Duration.ofMillis(5)).resetAfter(100)
 * }</pre>
 *
 * <p>The methods describe the bytes received, and those of {@link #writing} the bytes written; {@link #segments} describes both.
 * A stall, a reset and an end exclude each other: the last one set counts. Every wait ends with {@link Transport#close()}, a
 * timeout or an interrupt, as in a socket. Any thread.
 */
public final class Faults {

    private static final int RANDOM_SEGMENTS = 200;
    private static final int RANDOM_LATENCY_NANOS = 1_000_000;

    private static final Faults NONE = new Faults(DirectionFaults.NONE, DirectionFaults.NONE, "Faults.none()");

    private final DirectionFaults received;
    private final DirectionFaults written;
    private final String text;

    private Faults(DirectionFaults received, DirectionFaults written, String text) {
        this.received = received;
        this.written = written;
        this.text = text;
    }

    /** Returns a connection without faults. */
    public static Faults none() {
        return NONE;
    }

    /**
     * Returns a connection that delivers and takes bytes in segments of random lengths, each up to 1 ms late. It shows its seed,
     * and the same seed gives the same segments.
     */
    public static Faults random(long seed) {
        var random = new Random(seed);
        return new Faults(random(random), random(random), "Faults.random(" + seed + ")");
    }

    private static DirectionFaults random(Random random) {
        return DirectionFaults.NONE
                .withLatencyNanos(random.nextInt(RANDOM_LATENCY_NANOS))
                .withSegments(IntStream.generate(() -> 1 + random.nextInt(random.nextInt(4) > 0 ? 20 : 2_000))
                        .limit(RANDOM_SEGMENTS)
                        .boxed()
                        .toList());
    }

    /** Delays the bytes of each read; they are not lost if the read times out before. */
    public Faults latency(Duration delay) {
        require(!delay.isNegative(), "latency must not be negative", delay);
        long nanos = TimeUnit.NANOSECONDS.convert(delay);
        return with("latency(" + delay + ")", direction -> direction.withLatencyNanos(nanos));
    }

    /**
     * Splits the bytes, in both directions: a read returns, and a write takes, no byte beyond the current segment.
     *
     * @param lengths of the segments in turn, in bytes; the last one repeats
     */
    public Faults segments(int... lengths) {
        require(lengths.length > 0, "segments must have a length", Arrays.toString(lengths));
        require(Arrays.stream(lengths).allMatch(n -> n > 0), "segments must be positive", Arrays.toString(lengths));
        List<Integer> segments = Arrays.stream(lengths).boxed().toList();
        String arguments = segments.stream().map(String::valueOf).collect(Collectors.joining(", "));
        return new Faults(
                received.withSegments(segments), written.withSegments(segments), text + ".segments(" + arguments + ")");
    }

    /**
     * Limits the speed.
     *
     * @param bytesPerSecond over any time; a read returns the bytes of a twentieth of a second at most
     */
    public Faults bandwidth(long bytesPerSecond) {
        require(bytesPerSecond > 0, "bandwidth must be positive", bytesPerSecond);
        return with("bandwidth(" + bytesPerSecond + ")", direction -> direction.withBytesPerSecond(bytesPerSecond));
    }

    /** Delivers so many bytes and nothing more: reads wait, as for a peer that is silent. */
    public Faults stallAfter(long bytes) {
        return cut("stallAfter", Kind.STALL, bytes);
    }

    /**
     * Resets the connection once so many bytes have been read: the transport below is reset, and reads and writes throw {@link
     * java.net.SocketException} "Connection reset".
     */
    public Faults resetAfter(long bytes) {
        return cut("resetAfter", Kind.RESET, bytes);
    }

    /** Delivers so many bytes and then the end of input. */
    public Faults endAfter(long bytes) {
        return cut("endAfter", Kind.END, bytes);
    }

    private Faults cut(String name, Kind kind, long bytes) {
        require(bytes >= 0, name + " must not be negative", bytes);
        return with(name + "(" + bytes + ")", direction -> direction.withCut(kind, bytes));
    }

    /**
     * Replaces the faults of the bytes written by those that another value has for the bytes received.
     *
     * <p>{@code writing(Faults.none().stallAfter(0))} is a peer that does not read. After {@code endAfter} writes fail with
     * "Broken pipe", as those to a peer that has closed.
     */
    public Faults writing(Faults faults) {
        return new Faults(received, faults.received, text + ".writing(" + faults + ")");
    }

    /**
     * Returns a transport on top of another one, whose connection has these faults. The faults begin with its first byte.
     *
     * @param transport one end of a connection, as it comes from the socket
     */
    public Transport applyTo(Transport transport) {
        return new FaultyTransport(transport, received, written);
    }

    /** Returns the faults as the other end of the connection sees them. */
    Faults swapped() {
        return new Faults(written, received, text + ".swapped()");
    }

    /** Returns the faults of the received bytes only. */
    Faults receiving() {
        return new Faults(received, DirectionFaults.NONE, text + ".receiving()");
    }

    private Faults with(String wither, UnaryOperator<DirectionFaults> change) {
        return new Faults(change.apply(received), written, text + "." + wither);
    }

    private static void require(boolean condition, String message, Object value) {
        if (!condition) {
            throw new IllegalArgumentException(message + ": " + value);
        }
    }

    /** The code that creates this value. */
    @Override
    public String toString() {
        return text;
    }
}
