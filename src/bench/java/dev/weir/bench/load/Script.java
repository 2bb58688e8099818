package dev.weir.bench.load;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Random;

/**
 * What a connection sends, and what must come back: a cycle of frames.
 *
 * <p>Each buffer holds the cycle twice, so that any stretch up to a cycle's length is in one piece.
 */
record Script(ByteBuffer requests, ByteBuffer replies, int requestLength, int replyLength, int frames) {

    private static final int SEED = 862;
    private static final int CYCLE = 64 * 1024;
    private static final int MIN_FRAMES = 8;
    private static final int LINES = 1024;

    /**
     * Returns the script of a protocol: {@code echo}, the same for {@code tls}, {@code line}, {@code length} or {@code lf}.
     *
     * @param frame length of a payload in bytes; {@code line} has its own
     */
    static Script of(String name, int frame) {
        return switch (name) {
            case "echo", "tls" -> echo(frame);
            case "line" -> line();
            case "length" ->
                framed(frame, ByteBuffer.allocate(Integer.BYTES).putInt(frame).array(), new byte[0]);
            case "lf" -> framed(frame, new byte[0], new byte[] {'\n'});
            default -> throw new IllegalArgumentException("script must be echo, tls, line, length or lf: " + name);
        };
    }

    /** Noise, of which the same comes back. */
    private static Script echo(int frame) {
        int frames = Math.max(CYCLE / frame, MIN_FRAMES);
        byte[] cycle = new byte[frames * frame];
        new Random(SEED).nextBytes(cycle);
        return new Script(twice(cycle), twice(cycle), frame, frame, frames);
    }

    /** Letters with marks around them, of which the same comes back. */
    private static Script framed(int payload, byte[] before, byte[] after) {
        int frame = before.length + payload + after.length;
        int frames = Math.max(CYCLE / frame, MIN_FRAMES);
        var random = new Random(SEED);
        ByteBuffer cycle = ByteBuffer.allocate(frames * frame);
        while (cycle.hasRemaining()) {
            cycle.put(before);
            for (int i = 0; i < payload; i++) {
                cycle.put((byte) ('a' + random.nextInt(26)));
            }
            cycle.put(after);
        }
        return new Script(twice(cycle.array()), twice(cycle.array()), frame, frame, frames);
    }

    /** Numbered lines, which come back after a plus sign. */
    private static Script line() {
        var requests = new ByteArrayOutputStream();
        var replies = new ByteArrayOutputStream();
        for (int i = 0; i < LINES; i++) {
            String line = "request %022d\r\n".formatted(i);
            requests.writeBytes(line.getBytes(StandardCharsets.US_ASCII));
            replies.writeBytes(("+" + line).getBytes(StandardCharsets.US_ASCII));
        }
        return new Script(
                twice(requests.toByteArray()),
                twice(replies.toByteArray()),
                requests.size() / LINES,
                replies.size() / LINES,
                LINES);
    }

    private static ByteBuffer twice(byte[] cycle) {
        return ByteBuffer.allocateDirect(2 * cycle.length).put(cycle).put(cycle).flip();
    }

    int requestCycle() {
        return requestLength * frames;
    }

    int replyCycle() {
        return replyLength * frames;
    }
}
