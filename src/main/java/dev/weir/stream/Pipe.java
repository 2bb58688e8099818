package dev.weir.stream;

/**
 * Two streams connected in memory: each reads the bytes that the other writes.
 *
 * <p>They behave as TCP streams do, including back pressure, half-close and interrupts.
 *
 * @param client one end
 * @param server the other end, which behaves the same
 */
public record Pipe(TcpStream client, TcpStream server) {

    static Pipe open(StreamOptions options) {
        TransportPipe ends = TransportPipe.open();
        return new Pipe(TcpStream.over(ends.client(), options), TcpStream.over(ends.server(), options));
    }
}
