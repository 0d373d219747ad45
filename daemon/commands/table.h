// Aligned columns for people. Whatever enters a cell passes escape_text(): a table cannot carry terminal codes of
// remote origin.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "nameward/severity.h"

namespace nameward::commands {

struct Style {
    bool colour = false;
};

enum class Paint { plain, strong, dim, red, green, yellow, cyan, alarm };

Paint paint_of(Severity severity);

// A piece of text in one colour. The text is escaped when it is made.
class Span {
  public:
    Span(std::string_view text, Paint paint = Paint::plain);
    const std::string& text() const { return text_; }
    std::string painted(Style style) const;

  private:
    std::string text_;
    Paint paint_;
};

struct Cell {
    Cell(std::string_view text) : spans{Span(text)} {}
    Cell(const std::string& text) : spans{Span(text)} {}
    Cell(const char* text) : spans{Span(text)} {}
    Cell(Span span) : spans{std::move(span)} {}
    Cell(std::vector<Span> pieces) : spans(std::move(pieces)) {}

    std::vector<Span> spans;
};

// Columns as wide as their widest cell, two blanks between them, nothing wrapped or cut, no blanks at line ends.
class Table {
  public:
    explicit Table(std::vector<std::string> header) : header_(std::move(header)) {}
    void add(std::vector<Cell> row) { rows_.push_back(std::move(row)); }
    bool empty() const { return rows_.empty(); }
    std::string text(Style style) const;

  private:
    std::vector<std::string> header_;
    std::vector<std::vector<Cell>> rows_;
};

// Columns that a terminal uses for UTF-8 text: wide characters take two, combining ones none.
std::size_t display_width(std::string_view text);

}  // namespace nameward::commands
