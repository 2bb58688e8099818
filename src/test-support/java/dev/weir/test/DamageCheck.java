package dev.weir.test;

import dev.weir.test.FormatDriver.Outcome;
import dev.weir.test.FrameFormatVerifier.Example;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Checks that damaged frames are read as frames, skipped or rejected, whatever segments they arrive in. */
record DamageCheck(FormatDriver driver, List<Example> examples, List<byte[]> skipped) implements Runnable {

    private static final int ROUNDS = 400;
    private static final int SEED = 8;

    private static final int MAX_HEADER = 16;
    private static final int MAX_FIELD = 8;

    /** Values that a field of a length may have in every byte: huge, negative, the largest digit. */
    private static final byte[] EXTREMES = {0, 0x7F, -0x80, -1, '9', 'f', '-'};

    @Override
    public void run() {
        var random = new Random(SEED);
        List<byte[]> seeds = new ArrayList<>(skipped);
        examples.forEach(example -> seeds.add(example.bytes()));
        for (byte[] each : seeds) {
            damageBeginning(each);
            extendBeginning(each);
        }
        for (int i = 0; i < ROUNDS; i++) {
            read(Mutation.of(seeds, random), random);
        }
    }

    /** Among the first bytes of a frame are the fields from which a format might take what to allocate. */
    private void damageBeginning(byte[] seed) {
        for (byte value : EXTREMES) {
            for (int at = 0; at < Math.min(seed.length, MAX_HEADER); at++) {
                for (int count = 1; count <= MAX_FIELD; count++) {
                    byte[] before = Arrays.copyOf(seed, at);
                    byte[] field = Bytes.repeat(new byte[] {value}, count);
                    driver.readWhole(Bytes.join(before, field, Arrays.copyOfRange(seed, at, seed.length)));
                    int after = Math.min(seed.length, at + count);
                    driver.readWhole(Bytes.join(before, field, Arrays.copyOfRange(seed, after, seed.length)));
                }
            }
        }
    }

    /** A header that never ends; the driver fails if the format waits for its end. */
    private void extendBeginning(byte[] seed) {
        for (int length = 1; length <= Math.min(seed.length, MAX_HEADER); length++) {
            byte[] endless = Bytes.repeat(new byte[] {seed[length - 1]}, driver.maxTotal() + 1);
            driver.readWhole(Bytes.join(Arrays.copyOf(seed, length), endless));
        }
    }

    /** Returns what the bytes are read as, in one segment or several. */
    Outcome read(byte[] bytes, Random random) {
        Outcome whole = driver.readWhole(bytes);
        int first = random.nextInt(bytes.length + 1);
        int second = first + random.nextInt(bytes.length + 1 - first);
        compare(whole, driver.read(bytes, first, second, bytes.length), bytes);
        compare(whole, driver.readByteByByte(bytes), bytes);
        return whole;
    }

    private static void compare(Outcome whole, Outcome split, byte[] bytes) {
        if (!whole.isLike(split)) {
            throw new AssertionError(
                    "the same bytes are read otherwise when they arrive in other segments: %s, and %s%s"
                            .formatted(show(whole), show(split), HexDump.of(bytes)));
        }
    }

    private static String show(Outcome outcome) {
        return outcome.payloads().size() + " frames" + (outcome.rejected() == null ? "" : ", " + outcome.rejected());
    }
}
