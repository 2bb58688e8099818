package dev.weir.autoconfigure;

import dev.weir.frame.FrameConverter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.BeanFactoryUtils;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.core.ResolvableType;
import org.springframework.core.annotation.AnnotationAwareOrderComparator;

/** The application's {@link FrameConverter} beans. */
final class ConverterBeans implements FrameConversion {

    private final List<Candidate> candidates = new ArrayList<>();

    private record Candidate(ResolvableType type, Class<?> raw, FrameConverter<?> converter) {}

    ConverterBeans(ConfigurableListableBeanFactory beans) {
        Map<String, FrameConverter<?>> converters = converters(beans);
        converters.forEach((name, converter) -> {
            ResolvableType type =
                    BeanTypes.of(beans, name, converter, FrameConverter.class).getGeneric(0);
            Class<?> raw = type.resolve();
            if (raw != null) {
                candidates.add(new Candidate(type, raw, converter));
            }
        });
        candidates.sort((a, b) -> AnnotationAwareOrderComparator.INSTANCE.compare(a.converter(), b.converter()));
    }

    @SuppressWarnings("unchecked")
    private static Map<String, FrameConverter<?>> converters(ConfigurableListableBeanFactory beans) {
        return (Map<String, FrameConverter<?>>)
                (Map<String, ?>) BeanFactoryUtils.beansOfTypeIncludingAncestors(beans, FrameConverter.class);
    }

    @Override
    public @Nullable FrameConverter<?> findReader(ResolvableType type) {
        for (Candidate candidate : candidates) {
            if (candidate.type().getType().equals(type.getType())) {
                return candidate.converter();
            }
        }
        return null;
    }

    /** The most specific type decides, then the order of the beans. */
    @Override
    public @Nullable FrameConverter<?> findWriter(Class<?> type) {
        Candidate best = null;
        for (Candidate candidate : candidates) {
            if (candidate.raw().isAssignableFrom(type)
                    && (best == null
                            || (best.raw() != candidate.raw() && best.raw().isAssignableFrom(candidate.raw())))) {
                best = candidate;
            }
        }
        return best == null ? null : best.converter();
    }
}
