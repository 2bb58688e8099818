package dev.weir.frame;

import dev.weir.stream.ByteSearch;
import java.io.IOException;
import java.nio.ByteBuffer;

/** Where a line ends. */
public enum LineEnding {
    /** LF, or CR and LF. A CR without LF is part of the line. Cannot be written. */
    ANY('\n'),
    /** LF. A CR before it is part of the line. */
    LF('\n'),
    /** CR and LF. A CR or LF alone is part of the line. */
    CRLF('\n'),
    /** CR. */
    CR('\r'),
    /** A zero byte. */
    NUL('\0');

    private final byte last;

    LineEnding(char last) {
        this.last = (byte) last;
    }

    /** Returns the index of the next ending's last byte, counted from the position; -1 if there is none. */
    int indexOf(ByteBuffer bytes, int from) {
        int index = ByteSearch.indexOf(bytes, from, last);
        while (this == CRLF && index >= 0 && ByteSearch.lengthWithoutCarriageReturn(bytes, index) == index) {
            index = ByteSearch.indexOf(bytes, index + 1, last);
        }
        return index;
    }

    /**
     * Returns the length of a line.
     *
     * @param index of the ending's last byte, or where that byte may follow
     */
    int lengthBefore(ByteBuffer bytes, int index) {
        return mayFollowCarriageReturn() ? ByteSearch.lengthWithoutCarriageReturn(bytes, index) : index;
    }

    /** Whether a CR before the last byte belongs to the ending. */
    boolean mayFollowCarriageReturn() {
        return this == ANY || this == CRLF;
    }

    void putInto(FrameSink sink) throws IOException {
        if (this == CRLF) {
            sink.put('\r');
        }
        sink.put(last);
    }
}
