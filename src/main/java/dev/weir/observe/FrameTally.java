package dev.weir.observe;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/** Counts the frames of one direction of a connection. Any thread may read. */
final class FrameTally {

    private static final VarHandle CELL = MethodHandles.arrayElementVarHandle(long[].class);

    /** The frames of each class of {@link FrameSizes}, and the sum of their sizes. */
    private final long[] cells = new long[FrameSizes.CLASSES + 1];

    /** Counts a frame; for one thread at a time. */
    void add(int length) {
        int sizeClass = FrameSizes.classOf(length);
        CELL.setOpaque(cells, sizeClass, cells[sizeClass] + 1);
        CELL.setOpaque(cells, FrameSizes.CLASSES, cells[FrameSizes.CLASSES] + length);
    }

    /** Counts a frame; any thread. */
    void addConcurrently(int length) {
        CELL.getAndAdd(cells, FrameSizes.classOf(length), 1L);
        CELL.getAndAdd(cells, FrameSizes.CLASSES, (long) length);
    }

    void addTo(FrameSizes sizes) {
        for (int sizeClass = 0; sizeClass < FrameSizes.CLASSES; sizeClass++) {
            sizes.add(sizeClass, (long) CELL.getOpaque(cells, sizeClass));
        }
        sizes.addBytes((long) CELL.getOpaque(cells, FrameSizes.CLASSES));
    }
}
