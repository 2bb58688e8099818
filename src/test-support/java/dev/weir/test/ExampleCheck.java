package dev.weir.test;

import dev.weir.test.FormatDriver.Outcome;
import dev.weir.test.FrameFormatVerifier.Example;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/** Checks that each example is read, however its bytes arrive, and that one that is cut ends reading in an orderly way. */
record ExampleCheck(FormatDriver driver, List<Example> examples, List<byte[]> skipped) implements Runnable {

    private static final int SEVERAL = 3;

    @Override
    public void run() {
        for (Example each : examples) {
            check(each.bytes(), ByteBuffer.wrap(each.payload()));
            cut(each.bytes());
        }
        for (byte[] each : skipped) {
            check(each);
            for (Example example : examples) {
                check(Bytes.join(each, example.bytes(), each), ByteBuffer.wrap(example.payload()));
            }
        }
    }

    private void check(byte[] bytes, ByteBuffer... payloads) {
        List<ByteBuffer> once = List.of(payloads);
        require(once, driver.readWhole(bytes), "in one segment", bytes);
        require(once, driver.readByteByByte(bytes), "byte by byte", bytes);
        for (int at = 1; at < bytes.length; at++) {
            require(once, driver.read(bytes, at, bytes.length), "split after " + at + " bytes", bytes);
        }
        byte[] several = Bytes.repeat(bytes, SEVERAL);
        List<ByteBuffer> thrice = Collections.nCopies(SEVERAL, once).stream()
                .flatMap(List::stream)
                .toList();
        require(thrice, driver.readWhole(several), "three times in one segment", bytes);
        require(thrice, driver.readByteByByte(several), "three times, byte by byte", bytes);
        for (int at = 1; at < several.length; at++) {
            require(thrice, driver.read(several, at, several.length), "three times, split after " + at, bytes);
        }
    }

    private static void require(List<ByteBuffer> payloads, Outcome outcome, String arrival, byte[] bytes) {
        if (outcome.rejected() != null) {
            AssertionError fault =
                    new AssertionError("an example that arrives " + arrival + " is rejected" + HexDump.of(bytes));
            fault.initCause(outcome.rejected());
            throw fault;
        }
        if (!outcome.payloads().equals(payloads)) {
            throw new AssertionError("an example that arrives " + arrival + " is read as "
                    + outcome.payloads().size()
                    + " frames instead of " + payloads.size() + ", or with another payload" + HexDump.of(bytes)
                    + String.join(
                            "",
                            outcome.payloads().stream().map(ExampleCheck::show).toList()));
        }
    }

    private static String show(ByteBuffer payload) {
        return "%npayload:%s".formatted(HexDump.of(Bytes.copyOf(payload)));
    }

    /** What a cut frame means depends on the format; it must not depend on the segments. */
    private void cut(byte[] bytes) {
        for (int length = 1; length < bytes.length; length++) {
            byte[] part = Arrays.copyOf(bytes, length);
            if (!driver.readWhole(part).isLike(driver.readByteByByte(part))) {
                throw new AssertionError(
                        "what a frame that is cut is read as depends on its segments" + HexDump.of(part));
            }
        }
    }
}
