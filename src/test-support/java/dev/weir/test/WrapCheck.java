package dev.weir.test;

import dev.weir.frame.FrameFormat;
import dev.weir.test.FormatDriver.Outcome;
import dev.weir.test.FrameFormatVerifier.Example;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Checks that what is written is read as one frame with the same payload, and everything else is refused. */
record WrapCheck(FrameFormat format, FormatDriver driver, List<Example> examples, boolean rewriting)
        implements Runnable {

    private static final int ROUNDS = 400;
    private static final int MAX_LENGTH = 64;
    private static final int SEED = 15;

    @Override
    public void run() {
        var wrapping = new Wrapping(format);
        boolean accepted = false;
        for (Example each : examples) {
            accepted |= check(wrapping, each.payload());
        }
        if (!accepted) {
            throw new AssertionError("the payload of no example can be written");
        }
        var random = new Random(SEED);
        for (int i = 0; i < ROUNDS; i++) {
            check(wrapping, payload(random));
        }
    }

    /** Of random bytes, or of an example's bytes, among which are the format's marks. */
    private byte[] payload(Random random) {
        byte[] payload = new byte[random.nextInt(MAX_LENGTH)];
        Example example = examples.get(random.nextInt(examples.size()));
        if (random.nextInt(4) == 0) {
            random.nextBytes(payload);
            return payload;
        }
        if (random.nextInt(2) == 0) {
            return Mutation.of(List.of(example.payload()), random);
        }
        for (int i = 0; i < payload.length; i++) {
            payload[i] = example.bytes()[random.nextInt(example.bytes().length)];
        }
        return payload;
    }

    /** Returns whether the payload can be written. */
    boolean check(Wrapping wrapping, byte[] payload) {
        byte[] frame = wrapping.wrap(payload);
        if (frame == null) {
            return false;
        }
        requireRead(payload, frame, frame);
        requireRead(payload, frame, Bytes.join(frame, frame));
        if (!examples.isEmpty()) {
            Example neighbour = examples.get(payload.length % examples.size());
            requireRead(payload, frame, Bytes.join(frame, neighbour.bytes()));
        }
        return true;
    }

    private void requireRead(byte[] payload, byte[] frame, byte[] bytes) {
        Outcome outcome = driver.readWhole(bytes);
        int frames = bytes.length == frame.length ? 1 : 2;
        if (outcome.rejected() != null || outcome.payloads().size() != frames || !isLike(payload, frame, outcome)) {
            AssertionError fault = new AssertionError("what wrap has written is not read as " + frames
                    + " frames with the payload, but as " + outcome.payloads().size()
                    + "%npayload:%s%nwritten:%s".formatted(HexDump.of(payload), HexDump.of(bytes)));
            fault.initCause(outcome.rejected());
            throw fault;
        }
    }

    private boolean isLike(byte[] payload, byte[] frame, Outcome outcome) {
        ByteBuffer read = outcome.payloads().getFirst();
        if (read.equals(ByteBuffer.wrap(payload))) {
            return true;
        }
        return rewriting && Arrays.equals(frame, new Wrapping(format).wrap(Bytes.copyOf(read)));
    }
}
