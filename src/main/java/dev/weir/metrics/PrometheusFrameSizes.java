package dev.weir.metrics;

import dev.weir.observe.FrameDirection;
import dev.weir.observe.FrameSizes;
import dev.weir.observe.FrameStatistics;
import dev.weir.observe.ListenerStatistics;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.config.NamingConvention;
import io.micrometer.core.instrument.noop.NoopDistributionSummary;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.prometheus.metrics.model.registry.Collector;
import io.prometheus.metrics.model.registry.MetricType;
import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricFamilyDescriptor;
import io.prometheus.metrics.model.snapshots.MetricMetadata;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Histograms of frame sizes, taken from the listeners' counts at each scrape. */
final class PrometheusFrameSizes implements Collector {

    private final MetricMetadata metadata;
    private final List<Series> series;

    private PrometheusFrameSizes(MetricMetadata metadata, List<Series> series) {
        this.metadata = metadata;
        this.series = series;
    }

    private record Series(Labels labels, FrameStatistics frames, FrameDirection direction) {

        HistogramDataPointSnapshot collect() {
            FrameSizes sizes = frames.sizes(direction);
            int[] bounds = FrameSizes.bounds();
            var buckets = ClassicHistogramBuckets.builder();
            for (int i = 0; i < bounds.length; i++) {
                buckets.bucket(bounds[i], sizes.frames(i));
            }
            buckets.bucket(Double.POSITIVE_INFINITY, sizes.frames(bounds.length));
            return HistogramDataPointSnapshot.builder()
                    .labels(labels)
                    .classicHistogramBuckets(buckets.build())
                    .sum((double) sizes.bytes())
                    .build();
        }
    }

    static boolean isFor(MeterRegistry registry) {
        return registry instanceof PrometheusMeterRegistry;
    }

    /** Registers the histograms of all listeners with frames. */
    static void bind(List<ListenerStatistics> listeners, MeterRegistry registry) {
        var prometheus = (PrometheusMeterRegistry) registry;
        NamingConvention convention = prometheus.config().namingConvention();
        var series = new ArrayList<Series>();
        Meter.Id id = null;
        for (ListenerStatistics listener : listeners) {
            FrameStatistics frames = listener.frames();
            for (FrameDirection direction : FrameDirection.values()) {
                Meter.Id filtered = frames == null ? null : filteredId(listener.listener(), direction, prometheus);
                if (frames != null && filtered != null) {
                    id = filtered;
                    series.add(new Series(labels(id.getConventionTags(convention)), frames, direction));
                }
            }
        }
        if (id != null) {
            var metadata = new MetricMetadata(id.getConventionName(convention), String.valueOf(id.getDescription()));
            prometheus.getPrometheusRegistry().register(new PrometheusFrameSizes(metadata, series));
        }
    }

    /** Returns the id that the application's meter filters lead to; {@code null} if they deny the meter. */
    private static Meter.@Nullable Id filteredId(
            String listener, FrameDirection direction, PrometheusMeterRegistry registry) {
        DistributionSummary summary = FrameSizeMeters.summary(listener, direction, registry);
        if (summary instanceof NoopDistributionSummary) {
            return null;
        }
        registry.remove(summary);
        return summary.getId();
    }

    private static Labels labels(List<Tag> tags) {
        var labels = Labels.builder();
        tags.forEach(tag -> labels.label(tag.getKey(), tag.getValue()));
        return labels.build();
    }

    @Override
    public MetricFamilyDescriptor getMetricFamilyDescriptor() {
        return MetricFamilyDescriptor.of(MetricType.HISTOGRAM, metadata);
    }

    @Override
    public MetricSnapshot collect() {
        return new HistogramSnapshot(
                metadata, series.stream().map(Series::collect).toList());
    }
}
