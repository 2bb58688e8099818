package dev.weir.test;

import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Damages bytes at random. */
final class Mutation {

    private Mutation() {}

    /** Returns one to three of the seeds, one after the other and damaged in up to four places. */
    static byte[] of(List<byte[]> seeds, Random random) {
        byte[] bytes = {};
        for (int i = random.nextInt(3); i >= 0; i--) {
            bytes = Bytes.join(bytes, seeds.get(random.nextInt(seeds.size())));
        }
        for (int i = random.nextInt(5); i > 0; i--) {
            bytes = damage(bytes, random);
        }
        return bytes;
    }

    private static byte[] damage(byte[] bytes, Random random) {
        int at = random.nextInt(bytes.length + 1);
        byte[] before = Arrays.copyOf(bytes, at);
        byte[] after = Arrays.copyOfRange(bytes, at, bytes.length);
        byte[] rest = Arrays.copyOfRange(after, Math.min(after.length, 1), after.length);
        byte[] inserted = new byte[1 + random.nextInt(3)];
        random.nextBytes(inserted);
        return switch (random.nextInt(6)) {
            case 0 -> Bytes.join(before, inserted, after);
            case 1 -> Bytes.join(before, rest);
            case 2 -> Bytes.join(before, new byte[] {inserted[0]}, rest);
            case 3 -> Bytes.join(before, after, before);
            case 4 -> before;
            // A byte of the same input, which may be a part of a mark.
            default ->
                bytes.length == 0 ? bytes : Bytes.join(before, new byte[] {bytes[random.nextInt(bytes.length)]}, after);
        };
    }
}
