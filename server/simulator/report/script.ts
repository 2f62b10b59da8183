/**
 * What a report does by itself: policies that are switched off and on, and values under the pointer or the arrow keys. Everything
 * is there to read without it.
 */
export const SCRIPT = `
'use strict'
for (const button of document.querySelectorAll('.legend button')) {
  button.addEventListener('click', () => {
    const on = button.getAttribute('aria-pressed') !== 'true'
    button.setAttribute('aria-pressed', String(on))
    for (const part of document.querySelectorAll('[data-contender="' + button.dataset.index + '"]')) part.classList.toggle('off', !on)
  })
}
const SVG = 'http://www.w3.org/2000/svg'
for (const plot of document.querySelectorAll('[data-plot]')) {
  const data = JSON.parse(plot.dataset.plot)
  const cursor = plot.querySelector('.cursor')
  const tip = document.createElement('div')
  tip.className = 'tip'
  tip.hidden = true
  tip.setAttribute('role', 'status')
  plot.after(tip)
  let at = data.area.left + data.area.width / 2
  const isOn = ({ index }) => !plot.querySelector('[data-contender="' + index + '"]').classList.contains('off')
  const nearest = (points) => points.reduce((best, point) => (Math.abs(point[0] - at) < Math.abs(best[0] - at) ? point : best))
  const show = () => {
    const seen = data.series.filter((series) => series.points.length > 0 && isOn(series))
    cursor.replaceChildren()
    tip.replaceChildren()
    const line = document.createElementNS(SVG, 'line')
    for (const [name, value] of [['x1', at], ['x2', at], ['y1', data.area.top], ['y2', data.area.top + data.area.height]]) line.setAttribute(name, value)
    cursor.append(line)
    for (const series of seen) {
      const [x, y, textX, textY] = nearest(series.points)
      const dot = document.createElementNS(SVG, 'circle')
      dot.setAttribute('class', 'c' + (series.index % 8))
      for (const [name, value] of [['cx', x], ['cy', y], ['r', 4.5]]) dot.setAttribute(name, value)
      cursor.append(dot)
      const row = document.createElement('div')
      const swatch = document.createElement('i')
      swatch.className = 'c' + (series.index % 8)
      row.append(swatch, series.name + ': ' + textY + ' at ' + textX)
      tip.append(row)
    }
    cursor.removeAttribute('hidden')
    tip.hidden = seen.length === 0
    const box = plot.getBoundingClientRect()
    const scale = box.width / plot.viewBox.baseVal.width
    const room = plot.parentElement.clientWidth
    const wanted = (box.left - plot.parentElement.getBoundingClientRect().left) + at * scale + 14
    tip.style.top = (box.top - plot.parentElement.getBoundingClientRect().top + 30) + 'px'
    tip.style.left = Math.max(4, wanted + tip.offsetWidth > room ? wanted - tip.offsetWidth - 28 : wanted) + 'px'
  }
  const hide = () => {
    cursor.setAttribute('hidden', '')
    tip.hidden = true
  }
  const move = (to) => {
    at = Math.min(data.area.left + data.area.width, Math.max(data.area.left, to))
    show()
  }
  plot.addEventListener('pointermove', (event) => {
    const box = plot.getBoundingClientRect()
    move(((event.clientX - box.left) / box.width) * plot.viewBox.baseVal.width)
  })
  plot.addEventListener('pointerleave', hide)
  plot.addEventListener('focus', () => plot.matches(':focus-visible') && show())
  plot.addEventListener('blur', hide)
  plot.addEventListener('keydown', (event) => {
    const step = { ArrowLeft: -1, ArrowRight: 1, Home: -1e6, End: 1e6 }[event.key]
    if (event.key === 'Escape') hide()
    if (step === undefined) return
    event.preventDefault()
    move(at + (step * data.area.width) / 60)
  })
}
`.trim()
