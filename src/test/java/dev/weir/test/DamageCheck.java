package dev.weir.test;

import dev.weir.test.FormatDriver.Outcome;
import dev.weir.test.FrameFormatVerifier.Example;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Checks that damaged frames are read as frames, skipped or rejected, whatever segments they arrive in. */
record DamageCheck(FormatDriver driver, List<Example> examples, List<byte[]> skipped) implements Runnable {

    private static final int ROUNDS = 400;
    private static final int SEED = 8;

    /** Values that a field of a length may have in every byte: huge, negative, the largest digit. */
    private static final byte[] EXTREMES = {0, 0x7F, -0x80, -1, '9', 'f', '-'};

    @Override
    public void run() {
        var random = new Random(SEED);
        List<byte[]> seeds = new ArrayList<>(skipped);
        examples.forEach(example -> seeds.add(example.bytes()));
        seeds.forEach(this::overwriteBeginning);
        for (int i = 0; i < ROUNDS; i++) {
            read(Mutation.of(seeds, random), random);
        }
    }

    /** Among the first bytes of a frame are the fields from which a format might take what to allocate. */
    private void overwriteBeginning(byte[] seed) {
        for (byte value : EXTREMES) {
            for (int from = 0; from < Math.min(seed.length, 16); from++) {
                byte[] damaged = seed.clone();
                for (int i = from; i < Math.min(seed.length, from + 8); i++) {
                    damaged[i] = value;
                    driver.readWhole(damaged);
                }
            }
        }
    }

    private void read(byte[] bytes, Random random) {
        Outcome whole = driver.readWhole(bytes);
        int first = random.nextInt(bytes.length + 1);
        int second = first + random.nextInt(bytes.length + 1 - first);
        Outcome split = driver.read(bytes, first, second, bytes.length);
        if (!whole.isLike(split)) {
            throw new AssertionError("whole: %s%nsplit after %d and %d bytes: %s%s"
                    .formatted(show(whole), first, second, show(split), HexDump.of(bytes)));
        }
    }

    private static String show(Outcome outcome) {
        return outcome.payloads().size() + " frames" + (outcome.rejected() == null ? "" : ", " + outcome.rejected());
    }
}
