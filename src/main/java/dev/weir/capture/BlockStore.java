package dev.weir.capture;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * The bytes of a file, of which only whole blocks are visible. It grows in chunks, so that it never moves and a reader of its
 * beginning disturbs no writer. Requires the capture's lock.
 */
final class BlockStore {

    static final int CHUNK = 32 * 1024;

    private final CaptureMemory memory;
    private final long maxBytes;
    private final List<byte[]> chunks = new ArrayList<>();

    /** Of whole blocks. */
    private long length;

    /** Where the block that is being written continues. */
    private long position;

    BlockStore(CaptureMemory memory, long maxBytes) {
        this.memory = memory;
        this.maxBytes = maxBytes;
    }

    /**
     * Begins a block and makes room for all of it.
     *
     * @throws NoRoomException if there is none; the file is as it was
     */
    void begin(int blockLength) {
        position = length;
        long end = length + blockLength;
        if (end > maxBytes) {
            throw new NoRoomException(CaptureEnd.MAX_BYTES);
        }
        while (capacity() < end) {
            addChunk();
        }
    }

    private long capacity() {
        return (long) chunks.size() * CHUNK;
    }

    private void addChunk() {
        if (!memory.tryTake(CHUNK)) {
            throw new NoRoomException(CaptureEnd.MEMORY);
        }
        boolean added = false;
        try {
            chunks.add(new byte[CHUNK]);
            added = true;
        } finally {
            if (!added) {
                memory.giveBack(CHUNK);
            }
        }
    }

    /** Continues the block with bytes at absolute positions; the buffer does not change. */
    void put(ByteBuffer bytes, int start, int count) {
        int from = start;
        int left = count;
        while (left > 0) {
            int offset = (int) (position % CHUNK);
            int part = Math.min(left, CHUNK - offset);
            bytes.get(from, chunks.get((int) (position / CHUNK)), offset, part);
            position += part;
            from += part;
            left -= part;
        }
    }

    /** Ends the block, which is visible from now on. */
    void commit() {
        length = position;
    }

    /** Length of all whole blocks, in bytes. */
    long length() {
        return length;
    }

    /** Copies bytes that are in one chunk, and returns how many. */
    int read(long from, byte[] destination, int offset, int count) {
        int start = (int) (from % CHUNK);
        int part = Math.min(count, CHUNK - start);
        System.arraycopy(chunks.get((int) (from / CHUNK)), start, destination, offset, part);
        return part;
    }

    /** Gives all memory back; the file is empty then. */
    void free() {
        memory.giveBack(capacity());
        chunks.clear();
        length = 0;
        position = 0;
    }
}
