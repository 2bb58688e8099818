package dev.weir.bench.load;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;

/** A connection to the server that waits for nothing, plain or with TLS. One thread. */
interface Wire extends Closeable {

    /** Bytes read; 0 if there are none at the moment, -1 at the end. */
    int read(ByteBuffer destination) throws IOException;

    /** Whether there is more to read that no selector knows of. */
    boolean hasMore();

    /** Bytes taken, which may be none. */
    int write(ByteBuffer source) throws IOException;

    /** Whether the last write has to be repeated when the socket is writable. */
    boolean wantsToWrite();

    /** Says that nothing more will be written. */
    void finish() throws IOException;
}
