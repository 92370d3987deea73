using System.Globalization;
using CsvHelper;
using CsvHelper.Configuration;

namespace PeteRental.Agents.KnowledgeBase.Reading;

/// <summary>
/// A table as lines that make sense each by itself: every row becomes <c>header: value</c> lines and stands apart, so that a passage
/// never holds numbers without what they are numbers of.
/// </summary>
internal static class CsvTextReader
{
    private const int MaxColumns = 500;

    public static void Read(string csv, TextGatherer text)
    {
        var configuration = new CsvConfiguration(CultureInfo.InvariantCulture)
        {
            BadDataFound = null,
            DetectDelimiter = true,
            DetectDelimiterValues = [",", ";", "\t", "|"],
            TrimOptions = TrimOptions.Trim,
        };
        using var parser = new CsvParser(new StringReader(csv), configuration);
        if (!parser.Read())
        {
            return;
        }

        var headers = parser.Record!.Take(MaxColumns).ToArray();
        var rows = 0;
        while (parser.Read())
        {
            rows++;
            if (!WriteRow(headers, parser.Record!, text))
            {
                return;
            }
        }

        if (rows == 0)
        {
            text.AddLine(string.Join(", ", headers));
        }
    }

    private static bool WriteRow(string[] headers, string[] values, TextGatherer text)
    {
        for (var column = 0; column < Math.Min(values.Length, MaxColumns); column++)
        {
            var header = column < headers.Length ? headers[column] : "";
            if (values[column].Length > 0 && !text.AddLine(header.Length == 0 ? values[column] : $"{header}: {values[column]}"))
            {
                return false;
            }
        }

        return text.AddLine();
    }
}
