package dev.weir.frame;

import dev.weir.stream.Pipe;
import dev.weir.stream.TcpStream;

/** Frames on streams in memory. */
class PipeFramedStreamTests extends FramedStreamContract {

    @Override
    Pipe connect() {
        return TcpStream.pipe();
    }
}
