package dev.weir.test;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.weir.frame.FrameException;
import dev.weir.frame.FrameFormat;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * Verifies a {@link FrameFormat} with examples of its frames: whole, at every split, byte by byte, several in a segment, cut at
 * every byte, at the maximum and above it, and damaged at random.
 *
 * <pre>
 * FrameFormatVerifier.of(format).example("MSG hello;", "hello").verify();
 * </pre>
 *
 * A failure's message shows the bytes that the format was given. The same examples are always verified with the same bytes.
 */
public final class FrameFormatVerifier {

    /** A format with a larger maximum would take too long to verify. */
    private static final int MAX = 1 << 20;

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final FrameFormat format;
    private final List<Example> examples = new ArrayList<>();
    private final List<byte[]> skipped = new ArrayList<>();
    private boolean rewriting;
    private Duration timeout = PATIENCE;

    private FrameFormatVerifier(FrameFormat format) {
        this.format = format;
    }

    /**
     * Returns a verifier without examples.
     *
     * @param format to verify; its maximum is 1 MiB at most
     */
    public static FrameFormatVerifier of(FrameFormat format) {
        if (format.max() < 1 || format.max() > MAX) {
            throw new IllegalArgumentException(
                    "the format's maximum must be 1 to " + MAX + " bytes to be verified: " + format.max());
        }
        return new FrameFormatVerifier(format);
    }

    /** Adds an example; otherwise as {@link #example(byte[], byte[])}. The strings are ISO 8859-1: a character is a byte. */
    public FrameFormatVerifier example(String bytes, String payload) {
        return example(bytes.getBytes(ISO_8859_1), payload.getBytes(ISO_8859_1));
    }

    /**
     * Adds an example.
     *
     * @param bytes of one frame
     * @param payload of that frame
     */
    public FrameFormatVerifier example(byte[] bytes, byte[] payload) {
        examples.add(new Example(bytes.clone(), payload.clone()));
        return this;
    }

    /** Adds bytes that are no frame and are skipped between frames, such as a poll. ISO 8859-1: a character is a byte. */
    public FrameFormatVerifier skipped(String bytes) {
        skipped.add(bytes.getBytes(ISO_8859_1));
        return this;
    }

    /**
     * Allows that a payload is read other than it was written, for a format whose payloads contain marks that it completes or
     * corrects. Writing the payload that was read must then result in the same bytes.
     */
    public FrameFormatVerifier rewriting() {
        rewriting = true;
        return this;
    }

    /** Sets how long {@link #verify} may take before the format counts as caught in an endless loop: 60 s by default. */
    public FrameFormatVerifier timeout(Duration value) {
        timeout = value;
        return this;
    }

    /**
     * Verifies the format.
     *
     * @throws AssertionError if the format has a fault
     */
    public void verify() {
        if (examples.isEmpty()) {
            throw new IllegalStateException("there is no example to verify the format with");
        }
        var driver = new FormatDriver(format);
        var checks = List.<Runnable>of(
                new ExampleCheck(driver, examples, skipped),
                new MaximumCheck(format, driver, examples),
                new WrapCheck(format, driver, examples, rewriting),
                new DamageCheck(driver, examples, skipped));
        TimeLimit.run(() -> checks.forEach(Runnable::run), timeout, driver::lastInput);
    }

    /**
     * Verifies the format with any bytes, as a fuzz test has them: they are read as frames, skipped or rejected, whatever
     * segments they arrive in, and each payload is read again if it can be written. Without a time limit.
     *
     * @throws AssertionError if the format has a fault
     */
    public void verifyInput(byte[] bytes) {
        var driver = new FormatDriver(format);
        var outcome = new DamageCheck(driver, examples, skipped).read(bytes, new Random(Arrays.hashCode(bytes)));
        var wrapCheck = new WrapCheck(format, driver, examples, rewriting);
        outcome.payloads().forEach(payload -> wrapCheck.check(new Wrapping(format), Bytes.copyOf(payload)));
        FrameException rejected = outcome.rejected();
        if (rejected != null && !String.valueOf(rejected.getMessage()).matches("[ -~]{1,160}")) {
            throw new AssertionError(
                    "a rejection has no message, or one with other than ASCII characters" + HexDump.of(bytes));
        }
    }

    /**
     * A frame.
     *
     * @param bytes of the frame
     * @param payload of the frame
     */
    @SuppressWarnings("ArrayRecordComponent") // Examples are never compared.
    record Example(byte[] bytes, byte[] payload) {}
}
