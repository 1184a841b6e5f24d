import assert from 'node:assert/strict';
import { childExpression, element, isPointer, isText, slice } from './expressions';

describe('expressions for parts of a variable', () => {
  it('a member is named by a dot, or by an arrow behind a pointer', () => {
    assert.equal(childExpression('p', 'struct point', { exp: 'x', type: 'int' }), 'p.x');
    assert.equal(childExpression('p.next', 'struct node *', { exp: 'x', type: 'int' }), 'p.next->x');
    assert.equal(childExpression('p', 'struct node * const', { exp: 'x', type: 'int' }), 'p->x');
  });

  it('parentheses enclose what a suffix would otherwise bind to wrongly', () => {
    assert.equal(childExpression('*p', 'struct point', { exp: 'x', type: 'int' }), '(*p).x');
    assert.equal(childExpression("'a b.c'::p", 'struct q *', { exp: 'x', type: 'int' }), "('a b.c'::p)->x");
    assert.equal(element('a + b', 3), '(a + b)[3]');
    assert.equal(slice('p->list', 100, 50), 'p->list[100]@50');
  });

  it('arrays are indexed and pointers followed', () => {
    assert.equal(childExpression('a', 'int [4]', { exp: '2', type: 'int' }), 'a[2]');
    assert.equal(childExpression('p', 'int *', { exp: '*p', type: 'int' }), '*p');
  });

  it('members behind access levels and in anonymous unions are seen', () => {
    assert.equal(childExpression('v', 'Shape', { exp: 'private' }), 'v');
    assert.equal(childExpression('v', 'struct s', { exp: '<anonymous union>', type: 'union {...}' }), 'v');
    assert.equal(childExpression('v', 'struct s', { exp: 'private', type: 'int' }), 'v.private');
  });

  it('a base class is named by a cast, however many blanks are in its name', () => {
    const base = {
      exp: 'std::vector<int, std::allocator<int> >',
      type: 'std::vector<int, std::allocator<int> >',
    };
    assert.equal(childExpression('v', 'Stack', base), `*(${base.exp} *)&v`);
    assert.equal(childExpression('p', 'Stack *', base), `*(${base.exp} *)&(*p)`);
  });

  it('arrays of characters are told from arrays of bytes and from pointers', () => {
    for (const type of ['char [16]', 'const char [8]', 'char[4]']) assert.ok(isText(type), type);
    for (const type of ['unsigned char [16]', 'char *', 'char [2][8]']) assert.ok(!isText(type), type);
    assert.ok(isPointer('char *') && !isPointer('void (**)') && !isPointer('int [3]'));
  });
});
