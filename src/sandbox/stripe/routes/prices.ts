import { makePrice, makeProduct } from '../actions/make-price.ts';
import { refuseUnserved, resourceMissing } from '../errors.ts';
import { listAnswer, same } from '../list.ts';
import { route } from '../route.ts';

const SERVED_PRICE = `active billing_scheme currency lookup_key metadata nickname product product_data recurring
  unit_amount unit_amount_decimal`;

export const PRODUCTS_AND_PRICES = [
  route('post', '/products', 'ProductCreate', ({ world, params }) => makeProduct(world, params)),

  route('get', '/products', 'ProductList', ({ world, params }) => {
    const { ids, active } = params;
    return listAnswer(
      world,
      'product',
      '/v1/products',
      params,
      (product) =>
        (ids === undefined || ids.includes(product.id)) &&
        (active === undefined || active === product.active),
    );
  }),

  route('get', '/products/:id', 'Retrieve', ({ world, id }) => {
    const product = world.store.get('product', id);
    if (!product) throw resourceMissing('product', id);
    return product;
  }),

  route('post', '/prices', 'PriceCreate', ({ world, params }) => {
    refuseUnserved(params, SERVED_PRICE);
    return makePrice(world, params, '');
  }),

  route('get', '/prices', 'PriceList', ({ world, params }) => {
    const { active, product, currency, type } = params;
    return listAnswer(
      world,
      'price',
      '/v1/prices',
      params,
      (price) =>
        (active === undefined || active === price.active) &&
        same(product, price.product) &&
        same(currency?.toLowerCase(), price.currency) &&
        same(type, price.type),
    );
  }),

  route('get', '/prices/:id', 'Retrieve', ({ world, id }) => {
    const price = world.store.get('price', id);
    if (!price) throw resourceMissing('price', id);
    return price;
  }),
];
