package dev.weir.test;

import dev.weir.client.Correlation;
import dev.weir.frame.FrameConverter;
import dev.weir.frame.FrameFormat;
import dev.weir.frame.FrameHandler;
import dev.weir.observe.ConnectionObserver;
import dev.weir.stream.TcpStreamHandler;
import java.util.Set;
import org.springframework.boot.test.context.filter.annotation.StandardAnnotationCustomizableTypeExcludeFilter;

/** Leaves out the components that Weir does not call. */
final class WeirTestTypeExcludeFilter extends StandardAnnotationCustomizableTypeExcludeFilter<WeirTest> {

    private static final Set<Class<?>> KNOWN = Set.of(
            TcpStreamHandler.class,
            FrameHandler.class,
            FrameConverter.class,
            FrameFormat.class,
            Correlation.class,
            ConnectionObserver.class);

    WeirTestTypeExcludeFilter(Class<?> testClass) {
        super(testClass);
    }

    @Override
    protected Set<Class<?>> getKnownIncludes() {
        return KNOWN;
    }
}
