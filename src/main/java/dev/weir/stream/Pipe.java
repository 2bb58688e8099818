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

    /** Bytes that one direction holds before the writer has to wait. */
    private static final int CAPACITY = 64 * 1024;

    static Pipe open(StreamOptions options) {
        var upstream = new PipeBuffer(CAPACITY);
        var downstream = new PipeBuffer(CAPACITY);
        return new Pipe(
                TcpStream.over(new PipeTransport("client", downstream, upstream), options),
                TcpStream.over(new PipeTransport("server", upstream, downstream), options));
    }
}
