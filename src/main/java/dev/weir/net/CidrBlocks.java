package dev.weir.net;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.Collection;
import java.util.List;

/**
 * A list of blocks, such as those of allowed clients or of trusted proxies.
 *
 * @param blocks searched linearly in this order: the cost grows with the number of blocks
 */
public record CidrBlocks(List<CidrBlock> blocks) {

    /** The empty list, which contains no address. */
    public static final CidrBlocks NONE = new CidrBlocks(List.of());

    public CidrBlocks {
        blocks = List.copyOf(blocks);
    }

    /**
     * Parses each text as {@link CidrBlock#parse} does.
     *
     * @throws IllegalArgumentException for the first invalid text
     */
    public static CidrBlocks parse(Collection<String> texts) {
        return new CidrBlocks(texts.stream().map(CidrBlock::parse).toList());
    }

    public boolean isEmpty() {
        return blocks.isEmpty();
    }

    /** Whether a block contains the address. */
    public boolean contains(InetAddress address) {
        if (blocks.isEmpty()) {
            return false;
        }
        byte[] bytes = IpBytes.of(address);
        for (CidrBlock block : blocks) {
            if (block.contains(bytes)) {
                return true;
            }
        }
        return false;
    }

    /** Whether a block contains the IP address; false for an address without one, such as a Unix domain socket's. */
    public boolean contains(SocketAddress address) {
        return address instanceof InetSocketAddress inet && !inet.isUnresolved() && contains(inet.getAddress());
    }

    @Override
    public String toString() {
        return blocks.toString();
    }
}
