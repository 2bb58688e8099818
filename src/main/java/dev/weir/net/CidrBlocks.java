package dev.weir.net;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.Collection;
import java.util.List;

/**
 * A list of blocks, such as those that may connect, or those whose word is believed.
 *
 * @param blocks looked through in this order, so a list of thousands has its price
 */
public record CidrBlocks(List<CidrBlock> blocks) {

    /** No address at all. */
    public static final CidrBlocks NONE = new CidrBlocks(List.of());

    public CidrBlocks {
        blocks = List.copyOf(blocks);
    }

    /**
     * Reads each as {@link CidrBlock#parse} does.
     *
     * @throws IllegalArgumentException saying what is wrong with the first that is
     */
    public static CidrBlocks parse(Collection<String> texts) {
        return new CidrBlocks(texts.stream().map(CidrBlock::parse).toList());
    }

    public boolean isEmpty() {
        return blocks.isEmpty();
    }

    /** Whether a block has the address. */
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

    /** Whether a block has the address's host; never where it has none that is an IP address. */
    public boolean contains(SocketAddress address) {
        return address instanceof InetSocketAddress inet && !inet.isUnresolved() && contains(inet.getAddress());
    }

    @Override
    public String toString() {
        return blocks.toString();
    }
}
