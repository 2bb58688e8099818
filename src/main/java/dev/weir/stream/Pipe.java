package dev.weir.stream;

/**
 * Two streams connected in memory: what one writes, the other reads, in both directions.
 *
 * <p>They behave as TCP streams do, back pressure, half-close and interrupts included.
 *
 * @param client one end
 * @param server the other; the two are alike
 */
public record Pipe(TcpStream client, TcpStream server) {

    /** The bytes that one direction holds before its writer has to wait. */
    private static final int CAPACITY = 64 * 1024;

    static Pipe open(StreamOptions options) {
        var upstream = new PipeBuffer(CAPACITY);
        var downstream = new PipeBuffer(CAPACITY);
        return new Pipe(
                TcpStream.over(new PipeTransport("client", downstream, upstream), options),
                TcpStream.over(new PipeTransport("server", upstream, downstream), options));
    }
}
