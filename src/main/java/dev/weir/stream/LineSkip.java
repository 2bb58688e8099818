package dev.weir.stream;

import java.nio.ByteBuffer;

/** Consumes bytes up to the next line feed, piece by piece as they arrive, so that a line of any length takes no memory. */
final class LineSkip implements InputScanner {

    private boolean done;

    /** Whether the line feed has been consumed. */
    boolean isDone() {
        return done;
    }

    @Override
    public int scan(ByteBuffer received) {
        int index = ByteSearch.indexOf(received, 0, (byte) '\n');
        done = index >= 0;
        return done ? index + 1 : received.remaining();
    }

    @Override
    public int scanLast(ByteBuffer received) {
        return received.remaining();
    }
}
