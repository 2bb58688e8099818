package dev.weir.autoconfigure;

import dev.weir.frame.FrameConverter;
import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.List;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;

/**
 * The order in which conversions of frames are tried: the application's {@code FrameConverter} beans, then those of this package,
 * then its {@code MessageConverter} beans.
 *
 * @param conversions in addition to those that are beans of the application
 */
record ConversionChains(ConfigurableListableBeanFactory beans, List<FrameConversion> conversions) {

    ConversionChains {
        conversions = List.copyOf(conversions);
    }

    /**
     * Returns the conversions of a listener or client.
     *
     * @param buffers converts frames that are received as buffers
     */
    FrameConversions create(Charset charset, FrameConverter<ByteBuffer> buffers) {
        var others = new ArrayList<FrameConversion>();
        others.add(new ConverterBeans(beans));
        others.addAll(conversions);
        others.add(new MessageConversion(beans, charset));
        return new FrameConversions(charset, buffers, others);
    }
}
