package dev.weir.test;

import dev.weir.frame.FrameError;
import dev.weir.frame.FrameFormat;
import dev.weir.test.FormatDriver.Outcome;
import dev.weir.test.FrameFormatVerifier.Example;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Checks payloads of the maximum length and of one byte more, and a frame that never ends. */
record MaximumCheck(FrameFormat format, FormatDriver driver, List<Example> examples) implements Runnable {

    @Override
    public void run() {
        var wrapping = new Wrapping(format);
        byte[] largest = largestFrame(wrapping);
        if (largest == null) {
            throw new AssertionError("a payload of the maximum length, " + format.max() + " bytes, cannot be written");
        }
        Outcome outcome = driver.readWhole(largest);
        if (outcome.rejected() != null
                || outcome.payloads().size() != 1
                || outcome.payloads().getFirst().remaining() != format.max()) {
            throw new AssertionError(
                    "a payload of the maximum length, " + format.max() + " bytes, is not read" + HexDump.of(largest));
        }
        for (Example each : examples) {
            requireRefused(wrapping, resized(each.payload(), format.max() + 1));
            requireBounded(largest, each);
        }
    }

    /** A payload is made of a single byte, of an example repeated, or of both, until one is accepted. */
    private byte @Nullable [] largestFrame(Wrapping wrapping) {
        return examples.stream()
                .flatMap(example -> candidates(example.payload()))
                .map(wrapping::wrap)
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
    }

    private Stream<byte[]> candidates(byte[] example) {
        int max = format.max();
        byte[] overlay = Arrays.copyOf(example, Math.min(example.length, max));
        return Stream.concat(
                Stream.of(resized(example, max)),
                Stream.of(Arrays.copyOf(example, 1), new byte[] {'x'}, new byte[] {'0'})
                        .map(pattern -> resized(pattern, max))
                        .flatMap(filler -> Stream.of(
                                filler,
                                // The example's first or last bytes may be marks that every payload has.
                                Bytes.join(overlay, Arrays.copyOf(filler, max - overlay.length)),
                                Bytes.join(Arrays.copyOf(filler, max - overlay.length), overlay))));
    }

    private void requireRefused(Wrapping wrapping, byte[] payload) {
        byte[] frame = wrapping.wrap(payload);
        if (frame != null) {
            throw new AssertionError(
                    "wrap has accepted a payload of " + payload.length + " bytes, and the maximum is " + format.max());
        }
    }

    /** The frame is made longer in its middle, and goes on after its end; the driver fails if the format never rejects it. */
    private void requireBounded(byte[] largest, Example example) {
        byte[] inside = Arrays.copyOf(example.payload(), 1);
        byte[] half = Arrays.copyOf(largest, (largest.length + 1) / 2);
        byte[] endless = Bytes.repeat(inside, driver.maxTotal() + 1);
        int[] ends = {half.length, half.length + format.max() / 2 + 1, half.length + endless.length};
        driver.read(Bytes.join(half, endless), ends);
        byte[] oneMore = Bytes.join(half, inside, Arrays.copyOfRange(largest, half.length, largest.length));
        Outcome outcome = driver.readWhole(oneMore);
        if (outcome.payloads().isEmpty()
                && outcome.rejected() != null
                && outcome.rejected().error() == FrameError.TRUNCATED) {
            throw new AssertionError("a frame one byte longer than the maximum is incomplete" + HexDump.of(oneMore));
        }
    }

    private static byte[] resized(byte[] pattern, int length) {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = pattern.length == 0 ? (byte) 'x' : pattern[i % pattern.length];
        }
        return bytes;
    }
}
