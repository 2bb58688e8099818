package dev.weir.stream;

import dev.weir.test.Faults;

/** Streams in memory, each with faults. */
final class FaultyPipe {

    private FaultyPipe() {}

    static Pipe open(Faults faults, StreamOptions options) {
        TransportPipe ends = Transport.pipe();
        return new Pipe(
                TcpStream.over(faults.applyTo(ends.client()), options),
                TcpStream.over(faults.applyTo(ends.server()), options));
    }
}
