package dev.weir.bench.load;

import java.io.IOException;
import java.nio.channels.SelectionKey;

/** What a worker drives when its socket is ready. */
interface Session {

    /** Begins; on the worker's thread, as all that follows. */
    void start(Worker worker) throws IOException;

    void ready(SelectionKey key, Worker worker) throws IOException;
}
