// The values of one scrape, by metric and labels, and how they become Prometheus' text. Whence the
// values come is Exposition's business.
package io.mycni.metrics;

import io.mycni.watch.Durations;
import io.prometheus.metrics.config.EscapingScheme;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.InfoSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Collects values; for one thread. */
final class Samples {
  private final Map<Metric, Map<List<String>, Double>> values = new EnumMap<>(Metric.class);
  private final Map<Metric, Map<List<String>, Durations.Spread>> spreads =
      new EnumMap<>(Metric.class);

  /** Adds to a value, which begins with 0. */
  void add(Metric metric, double value, String... labels) {
    values
        .computeIfAbsent(metric, _ -> new LinkedHashMap<>())
        .merge(List.of(labels), value, Double::sum);
  }

  /** Sets a histogram. */
  void set(Metric metric, Durations.Spread spread, String... labels) {
    spreads.computeIfAbsent(metric, _ -> new LinkedHashMap<>()).put(List.of(labels), spread);
  }

  /** Writes all in the text format, version 0.0.4. */
  byte[] text() {
    List<MetricSnapshot> snapshots = new ArrayList<>();
    values.forEach((metric, points) -> snapshots.add(snapshot(metric, points)));
    spreads.forEach((metric, points) -> snapshots.add(histogram(metric, points)));
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      PrometheusTextFormatWriter.create()
          .write(bytes, new MetricSnapshots(snapshots), EscapingScheme.UNDERSCORE_ESCAPING);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  private static MetricSnapshot snapshot(Metric metric, Map<List<String>, Double> points) {
    return switch (metric.kind()) {
      case COUNTER -> {
        CounterSnapshot.Builder all =
            CounterSnapshot.builder().name(metric.stem()).help(metric.help());
        points.forEach((labels, value) ->
            all.dataPoint(
                CounterSnapshot.CounterDataPointSnapshot.builder()
                    .labels(named(metric, labels))
                    .value(value)
                    .build()));
        yield all.build();
      }
      case GAUGE -> {
        GaugeSnapshot.Builder all = GaugeSnapshot.builder().name(metric.stem()).help(metric.help());
        points.forEach((labels, value) ->
            all.dataPoint(
                GaugeSnapshot.GaugeDataPointSnapshot.builder()
                    .labels(named(metric, labels))
                    .value(value)
                    .build()));
        yield all.build();
      }
      case INFO -> {
        InfoSnapshot.Builder all = InfoSnapshot.builder().name(metric.stem()).help(metric.help());
        points
            .keySet()
            .forEach(labels ->
                all.dataPoint(
                    InfoSnapshot.InfoDataPointSnapshot.builder()
                        .labels(named(metric, labels))
                        .build()));
        yield all.build();
      }
      case HISTOGRAM -> throw new IllegalArgumentException(metric + " has no single values");
    };
  }

  private static MetricSnapshot histogram(
      Metric metric, Map<List<String>, Durations.Spread> points) {
    HistogramSnapshot.Builder all =
        HistogramSnapshot.builder().name(metric.stem()).help(metric.help());
    points.forEach((labels, spread) ->
        all.dataPoint(
            HistogramSnapshot.HistogramDataPointSnapshot.builder()
                .classicHistogramBuckets(
                    ClassicHistogramBuckets.of(spread.limits(), spread.counts()))
                .sum(spread.sum())
                .labels(named(metric, labels))
                .build()));
    return all.build();
  }

  private static Labels named(Metric metric, List<String> values) {
    return Labels.of(metric.labels(), values);
  }
}
